class Renderer:
    def render(self, kind, text):
        return getattr(self, "render_" + kind)(text)


def make(*mixins):
    return type("Renderer", (*mixins, Renderer), {})()
