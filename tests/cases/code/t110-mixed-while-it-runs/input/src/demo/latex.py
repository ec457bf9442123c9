class LatexMixin:
    def render_bold(self, text):
        return r"\textbf{" + text + "}"


class Options:
    def clear(self):
        return vars(self)


MIXINS = (LatexMixin,)
OPTIONS = Options()
