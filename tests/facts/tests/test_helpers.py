"""Functions that only untested functions call are left to these, and those that nothing calls to a note."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

RULES = ("public-function-untested", "function-unused")
TEST = "from demo.model import fit\n\n\ndef test_fit():\n    assert fit([1]) == [1]\n"
RUN = "from demo.model import export, fit\n\nprint(export(fit([1])))\n"
FIT = "def fit(rows):\n    return list(rows)\n\n\n"
EXPORT = "def export(model):\n    return written(str(model).upper())\n\n\n"
WRITTEN = "def written(text):\n    return text.strip().encode()\n\n\n"


def told(model: str, profile: str = "library", **files: str) -> set[tuple[str, str]]:
    texts = {
        "pyproject.toml": f'[tool.roadworthy]\nprofile = "{profile}"\n',
        "src/demo/model.py": model,
        "tests/test_model.py": TEST,
        **{f"src/demo/{name}.py": text for name, text in files.items()},
    }
    rules = [rule for rule in installed_rules() if rule.name in RULES]
    found = inspect_files({path: text.encode() for path, text in texts.items()}, rules).findings
    return {(one.rule, one.message.split("`")[1].rpartition(".")[2]) for one in found}


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (FIT + EXPORT + WRITTEN, {"export"}),
        # What a private function calls as well is called by more than these.
        (FIT + EXPORT + WRITTEN + "def _other():\n    return written('')\n", {"export", "written"}),
        # Neither of two that call each other stands for the other.
        (
            FIT + EXPORT + WRITTEN.replace("text.strip()", "export(text)"),
            {"export", "written"},
        ),
        (FIT + WRITTEN, {"written"}),
        # What starts the program is not for a test to begin with, be it a method.
        (FIT + WRITTEN + "class Run:\n    def main(self):\n        print(written(fit('')))\n", {"written"}),
        (FIT + WRITTEN + "def main():\n    print(written(fit('')))\n", {"written"}),
    ],
)
def test_one_untested_function_stands_for_those_that_it_alone_calls(model: str, names: set[str]) -> None:
    assert told(model) == {("public-function-untested", name) for name in names}


@pytest.mark.parametrize(
    ("profile", "files", "rule"),
    [
        ("application", {"run": RUN.replace("export, ", "").replace("export(", "(")}, "function-unused"),
        ("application", {"run": RUN}, "public-function-untested"),
        ("library", {"run": RUN.replace("export, ", "").replace("export(", "(")}, "public-function-untested"),
    ],
)
def test_what_an_application_does_not_call_is_a_note(profile: str, files: dict[str, str], rule: str) -> None:
    assert told(FIT + EXPORT + WRITTEN, profile, **files) == {(rule, "export")}


@pytest.mark.parametrize(
    ("path", "names"),
    [("migrations/0001_rows", set()), ("changes", {("public-function-untested", "written")})],
)
def test_what_only_migrations_call_ran_already(path: str, names: set[tuple[str, str]]) -> None:
    migration = "from demo.model import written\n\n\ndef _forwards(rows):\n    return written(rows)\n"
    assert told(FIT + WRITTEN, **{path: migration}) == names


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("import pytest\n    return pytest.main(['--pyargs', 'demo'])", set()),
        ("return __import__('pytest').main(['demo'])", set()),
        ("return sorted(rows.values())", {("public-function-untested", "test")}),
    ],
)
def test_what_runs_the_tests_needs_none(body: str, names: set[tuple[str, str]]) -> None:
    assert told(FIT + f"def test(rows=None):\n    {body}\n") == names
