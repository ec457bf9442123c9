class LatexMixin:
    def render_bold(self, text):
        return r"\textbf{" + text + "}"


class Options:
    def clear(self):
        return sorted(vars(self), key=len)[1:]


MIXINS = (LatexMixin,)
OPTIONS = Options()
