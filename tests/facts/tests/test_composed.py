"""Methods and functions that are looked up by names which strings are made of."""

from __future__ import annotations

import pytest

from tests.facts.tests.test_public import functions

MODEL = """
class Writer:
    def to_text(self):
        x = 1
        return x

    def to_pages(self):
        x = 2
        return x

    def from_text(self):
        x = 3
        return x


def pick(writer, kind):
    {}
"""
TEST = "from demo.model import Writer, pick\n\n\ndef test():\n    assert pick(Writer(), 'text')\n"


def reached(body: str) -> set[str]:
    found = functions(TEST, model=MODEL.format(body))
    return {name.rpartition(".")[2] for name, one in found.items() if one.reached} - {"pick"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return getattr(writer, 'to_{}'.format(kind))()", {"to_text", "to_pages"}),
        ("return getattr(writer, 'to_{0}s'.format(kind))()", {"to_pages"}),
        ("return getattr(writer, '{}_text'.format(kind))()", {"to_text", "from_text"}),
        ("name = 'to_{}'.format(kind)\n    return getattr(writer, name)()", {"to_text", "to_pages"}),
        ("name = f'to_{kind}'\n    return getattr(writer, name)()", {"to_text", "to_pages"}),
        ("name = 'to_' + kind + 's'\n    return getattr(writer, name)()", {"to_text", "to_pages"}),
        ("name = kind + '_text'\n    return getattr(writer, name)()", {"to_text", "from_text"}),
        ("name = 'from_%s' % kind\n    return getattr(writer, name)()", {"from_text"}),
        ("names = [f'from_{kind}']\n    return [getattr(writer, n)() for n in names]", {"from_text"}),
        # Nothing is looked up by a name that is made, or the text is none.
        ("name = f'to_{kind}'\n    return name", set()),
        ("name = f'to_ {kind}'\n    return getattr(writer, kind), name", set()),
        ("name = f'{kind}'\n    return getattr(writer, kind), name", set()),
        ("name = f'{kind}s'\n    return getattr(writer, kind), name", set()),
        ("name = kind * 2 + 1\n    return getattr(writer, kind), name", set()),
    ],
)
def test_a_name_that_a_string_is_made_of_means_what_begins_and_ends_so(body: str, expected: set[str]) -> None:
    assert reached(body) == expected


def test_the_name_may_be_made_where_nothing_is_looked_up() -> None:
    source = MODEL.format("return getattr(writer, kind)()")
    test = (
        "import pytest\n\nfrom demo.model import Writer, pick\n\n\n"
        "@pytest.mark.parametrize('kind', ['text'])\ndef test(kind):\n"
        "    assert pick(Writer(), 'to_' + kind)\n"
    )
    found = functions(test, model=source)
    assert found["demo.model.Writer.to_text"].reached
    assert not found["demo.model.Writer.from_text"].reached
