from demo import make
from demo.latex import MIXINS


def test_bold():
    assert make(*MIXINS).render("bold", "a") == r"\textbf{a}"
