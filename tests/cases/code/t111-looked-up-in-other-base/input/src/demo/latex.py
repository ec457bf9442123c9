from demo import Renderer


class Latex:
    def render_bold(self, text):
        return r"\textbf{" + text + "}"


class LatexRenderer(Latex, Renderer):
    """Bold text in LaTeX."""
