"""Names that only the branches of a condition bind, and that are read in any case."""

from __future__ import annotations

import textwrap

import pytest

from tests.packs.test_import_targets import found

CHAIN = """
if kind == "a":
    model = 1
elif kind == "b":
    model = 2
"""


def told(body: str, parameters: str = "kind, rows") -> list[str]:
    source = f"def build({parameters}):\n{textwrap.indent(textwrap.dedent(body), '    ')}\n"
    return found("name-unbound-on-branch", {"fit.py": source})


@pytest.mark.parametrize(
    "body",
    [
        f"{CHAIN}return model",
        f"{CHAIN}for row in model:\n    print(row)",
        f"{CHAIN}with model as other:\n    print(other)",
        f"{CHAIN}if model:\n    print(1)",
        f"{CHAIN}print([row for row in model])",
        f"{CHAIN}print({{row: 1 for row in model}})",
        f"{CHAIN}print(model or rows)",
        f"with rows:\n{textwrap.indent(CHAIN, '    ')}    print(model)",
        f"if rows:\n{textwrap.indent(CHAIN, '    ')}    print(model)",
        f"{CHAIN}elif kind == 'c':\n    raise ValueError\nreturn model",
        CHAIN.replace('== "b"', 'in ("b", "c")') + "return model",
    ],
)
def test_a_chain_that_may_end_without_a_branch(body: str) -> None:
    assert told(body) == ["`model` has no value where no branch applies to `kind`"]


@pytest.mark.parametrize(
    "body",
    [
        f"{CHAIN}else:\n    model = 3\nreturn model",
        f"{CHAIN}else:\n    raise ValueError(kind)\nreturn model",
        f"model = None\n{CHAIN}return model",
        f"{CHAIN}model = 3\nreturn model",
        f"global model\n{CHAIN}return model",
        f"assert kind in ('a', 'b')\n{CHAIN}return model",
        f"if kind not in ('a', 'b'):\n    raise ValueError(kind)\n{CHAIN}return model",
        f"{CHAIN}if kind == 'a':\n    print(model)",
        f"{CHAIN}if not rows:\n    return None\nreturn model",
        f"{CHAIN}return model if kind else 1",
        f"{CHAIN}return rows and model",
        f"{CHAIN}return lambda: model",
        f"{CHAIN}print([model for row in rows])",
        f"{CHAIN}try:\n    print(model)\nexcept NameError:\n    pass",
        f"for kind in ('a', 'b'):\n{textwrap.indent(CHAIN, '    ')}    print(model)",
        f"kind = kind.lower()\n{CHAIN}return model",
        CHAIN.replace('== "b"', "> rows") + "return model",
        CHAIN.replace('kind == "b"', 'rows == "b"') + "return model",
        CHAIN.replace('"a"', "True").replace('"b"', "False") + "return model",
        CHAIN.replace("model = 2", "other = 2") + "return model",
    ],
)
def test_a_chain_that_is_sure_or_unsure(body: str) -> None:
    assert told(body) == []


def test_what_is_compared_may_be_anything() -> None:
    assert told(f"{CHAIN}return model", "kind: str")
    assert not told(f"{CHAIN}return model", "kind: Literal['a', 'b']")
    body = CHAIN.replace("kind", "args.kind") + "return model"
    assert told(body, "args") == ["`model` has no value where no branch applies to `args.kind`"]
    assert not told(CHAIN.replace("kind", "self.kind") + "return model", "self")
    assert not told(CHAIN.replace("kind", "self.kind") + "return model", "self, kind")


@pytest.mark.parametrize(("choices", "count"), [("", 1), (", choices=['a', 'b']", 0)])
def test_choices_leave_nothing_else(choices: str, count: int) -> None:
    chain = textwrap.indent(CHAIN.replace("kind", "args.kind"), "    ")
    parser = (
        f"import argparse\n\nparser = argparse.ArgumentParser()\nparser.add_argument('--kind'{choices})\n"
    )
    files = {"fit.py": parser, "build.py": f"def build(args):\n{chain}    return model\n"}
    assert len(found("name-unbound-on-branch", files)) == count


@pytest.mark.parametrize(
    ("test", "told_of"),
    [
        ("rows", True),
        ("rows != 288", True),
        ("len(rows) > 1", True),
        ("True", False),
        ("isinstance(rows, list)", False),
        ("sys.platform == 'linux'", False),
    ],
)
def test_one_condition(test: str, told_of: bool) -> None:
    messages = [f"`scale` has no value where `{test}` is false"] if told_of else []
    assert told(f"if {test}:\n    scale = 1\nreturn scale") == messages


def test_a_condition_that_binds_the_name_binds_it_in_any_case() -> None:
    assert told("if (model := kind) is None:\n    model = rows\nreturn model") == []
    assert told("if kind is None:\n    model = rows\nreturn model")


def test_names_of_one_condition_are_one_finding() -> None:
    assert told("if rows:\n    a, b = rows\nreturn a + b") == ["`a`, `b` have no value where `rows` is false"]


HEAD = "from transformers import AutoTokenizer\nimport nltk\n\n"


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("TOKENIZER = AutoTokenizer.from_pretrained('gpt2')", 1),
        ("nltk.download('punkt')", 1),
        ("def load():\n    return AutoTokenizer.from_pretrained('gpt2')", 0),
    ],
)
def test_models_that_an_import_loads(line: str, count: int) -> None:
    files = {"words.py": f"{HEAD}{line}\n\n\ndef words():\n    return 1\n", "fit.py": "import words\n"}
    assert len(found("work-at-import", files)) == count


@pytest.mark.parametrize(
    "body",
    [
        "if rows:\n    if kind > 1:\n        model = 1\nelse:\n    model = 2\nreturn model",
        "for row in rows:\n    if kind > 1:\n        model = row\n    print(model)",
        "import os\nif kind > 1:\n    model = 1\nreturn model",
    ],
)
def test_a_condition_in_a_block_that_others_exclude(body: str) -> None:
    assert told(body) == ["`model` has no value where `kind > 1` is false"]


@pytest.mark.parametrize(
    "body",
    [
        # What a loop runs over may be such that the condition holds first.
        "for row in rows:\n    if row.startswith('#'):\n        model = row\n    print(model)",
        "for row in rows:\n    size = len(row)\n    if size > 1:\n        model = row\n    print(model)",
        "for row in rows:\n    if kind > 1:\n        model = row\nprint(model)",
        "if rows:\n    if kind:\n        model = 1\n    else:\n        model = 3\nmodel()",
        "model = 0\nif rows:\n    if kind > 1:\n        model = 1\nreturn model",
        "if rows:\n    if kind > 1:\n        model = 1\n    model = 2\nelse:\n    model = 3\nprint(model)",
    ],
)
def test_a_condition_in_a_block_that_may_always_hold(body: str) -> None:
    assert told(body) == []


SCRIPT = "import os\nimport sys\n\n{before}\nif {condition}:\n    rows = 1\nprint(rows)\n"


@pytest.mark.parametrize(
    ("before", "condition", "shown"),
    [
        ("", "os.path.isfile('rows.csv')", "os.path.isfile('rows.csv')"),
        ("kind = input()", "kind == 'a'", "kind == 'a'"),
        # The script makes the file, or says that the condition holds.
        ("if not os.path.exists('rows.csv'):\n    exit()", "os.path.exists('rows.csv')", ""),
        ("kind = 'a'", "kind == 'a'", ""),
        ("from settings import *", "os.path.exists('rows.csv')", ""),
        ("", "len(sys.argv) > 1", ""),
        ("", "__name__ == '__main__'", ""),
        ("", "os.name == 'nt'", ""),
        ("def load():\n    global rows\n    rows = 1", "os.path.exists('rows.csv')", ""),
    ],
)
def test_a_condition_of_a_script(before: str, condition: str, shown: str) -> None:
    messages = found("name-unbound-on-branch", {"fit.py": SCRIPT.format(before=before, condition=condition)})
    assert messages == ([f"`rows` has no value where `{shown}` is false"] if shown else [])
