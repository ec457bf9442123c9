from demo.latex import LatexRenderer


def test_bold():
    assert LatexRenderer().render("bold", "a") == r"\textbf{a}"
