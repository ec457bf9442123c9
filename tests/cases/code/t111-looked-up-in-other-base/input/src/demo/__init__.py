class Renderer:
    def render(self, kind, text):
        return getattr(self, "render_" + kind)(text)
