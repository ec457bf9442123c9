"""Files that the settings of other tools leave out have no findings of rules that linters have, too."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

RULES = [rule for rule in installed_rules() if rule.name in ("import-unused", "search-path-changed")]
UNUSED = (
    b"import json\nimport sys\n\nsys.path.append('../lib')\n\n\ndef fit(rows):\n    return sorted(rows)\n"
)


def found(settings: dict[str, str]) -> list[str]:
    """Return the places of the unused imports, and that of the finding which no linter has."""
    files = {"src/demo/__init__.py": b"", "src/demo/api/model.py": UNUSED, "src/demo/fit.py": UNUSED}
    files |= {path: text.encode() for path, text in settings.items()}
    findings = inspect_files(files, RULES).findings
    assert "search-path-changed" in {finding.rule for finding in findings}
    return sorted(finding.place.path for finding in findings if finding.rule == "import-unused")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[tool.ruff]\nextend-exclude = ['src/demo/api']\n"),
        ("pyproject.toml", "[tool.ruff.lint]\nexclude = ['api/']\n"),
        ("ruff.toml", "exclude = ['src/*/api/**']\n"),
        (".flake8", "[flake8]\nexclude =\n    build,\n    src/demo/api\n"),
        (
            "pyproject.toml",
            "[tool.black]\nextend-exclude = '^/src/demo/api'\n[tool.mypy]\nexclude = ['api/']\n",
        ),
        (
            "pyproject.toml",
            "[tool.black]\nexclude = '''(a\\.py|/api/)'''\n[tool.isort]\nskip_glob = ['*/api/*']\n",
        ),
    ],
)
def test_what_linters_leave_out_is_left_out(path: str, text: str) -> None:
    assert found({path: text}) == ["src/demo/fit.py"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[tool.black]\nextend-exclude = 'src/demo/api'\n"),
        ("pyproject.toml", "[tool.black]\nexclude = '(a+)+b'\n[tool.mypy]\nexclude = ['.*']\n"),
        ("pyproject.toml", "[tool.ruff]\nexclude = ['apis', '*', 3]\nlint = 7\n"),
        ("ruff.toml", "exclude = [\n"),
        ("ruff.toml", "exclude = 'demo/api'\n"),
        (".flake8", "[pycodestyle]\nexclude = api\n"),
        (".flake8", "[flake8]\nignore = E501, F811\n"),
        ("pyproject.toml", "[tool.ruff.lint]\nselect = ['F401']\nignore = ['E', 'F403', 3]\n"),
        ("pyproject.toml", "[tool.pylint]\nignore = ['F401']\n"),
    ],
)
def test_what_says_less_leaves_nothing_out(path: str, text: str) -> None:
    assert found({path: text}) == ["src/demo/api/model.py", "src/demo/fit.py"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[tool.flake8]\nignore = ['E501', 'F401']\n"),
        ("pyproject.toml", "[tool.ruff.lint]\nextend-ignore = ['F401']\n"),
        ("ruff.toml", "ignore = ['F4']\n"),
        (".flake8", "[flake8]\nextend-ignore =\n    E501,\n    F401\n"),
    ],
)
def test_a_code_that_a_linter_is_not_to_report_is_accepted(path: str, text: str) -> None:
    assert found({path: text}) == []


def test_a_name_that_is_undefined_fails_whatever_a_linter_reports() -> None:
    rules = [rule for rule in installed_rules() if rule.name == "name-undefined"]
    files = {"fit.py": b"print(rows)\n", "ruff.toml": b"ignore = ['F821']\n"}
    assert [finding.rule for finding in inspect_files(files, rules).findings] == ["name-undefined"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[tool.ruff.lint.per-file-ignores]\n'src/demo/api/model.py' = ['F401']\n"),
        ("pyproject.toml", "[tool.ruff.per-file-ignores]\n'model.py' = ['E501', 'F4']\n"),
        ("ruff.toml", "[lint.extend-per-file-ignores]\n'**/model.py' = ['ALL']\n"),
        ("ruff.toml", "[per-file-ignores]\n'src/{demo,other}/api/**' = ['F']\n"),
        ("src/demo/api/ruff.toml", "[lint.per-file-ignores]\n'*odel.py' = ['F401']\n"),
        ("pyproject.toml", "[tool.ruff.lint.per-file-ignores]\n'!src/demo/f*.py' = ['F401']\n"),
        (".flake8", "[flake8]\nper-file-ignores =\n    setup.py:E501\n    src/demo/api/*:E501,F401\n"),
        ("setup.cfg", "[flake8]\nper-file-ignores = fit.py: E501, model.py: F401 E402\n"),
    ],
)
def test_a_code_that_is_ignored_in_a_file_is_accepted_there(path: str, text: str) -> None:
    assert found({path: text}) == ["src/demo/fit.py"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[tool.ruff.lint.per-file-ignores]\n'src/demo/api/model.py' = ['E', 'F403', 3]\n"),
        ("pyproject.toml", "[tool.ruff.lint.per-file-ignores]\n'api' = ['F401']\n'odel.py' = ['F401']\n"),
        ("ruff.toml", "[lint]\nper-file-ignores = ['model.py']\n"),
        ("ruff.toml", f"[lint.per-file-ignores]\n'{'*' * 9}model.py' = ['F401']\n'model.py' = 'F401'\n"),
        ("tests/ruff.toml", "[lint.per-file-ignores]\n'model.py' = ['F401']\n"),
        (".flake8", "[flake8]\nper-file-ignores =\n    F401\n    : F401\n    model.py:\n"),
        ("tox.ini", "[pycodestyle]\nper-file-ignores = model.py: F401\n"),
    ],
)
def test_what_names_other_files_or_codes_ignores_nothing(path: str, text: str) -> None:
    assert found({path: text}) == ["src/demo/api/model.py", "src/demo/fit.py"]


@pytest.mark.parametrize(
    ("codes", "expected"), [("'S110'", True), ("'E722', 'BLE'", True), ("'E722', 'BLE', 'S', 'SIM'", False)]
)
def test_a_rule_of_several_codes_is_silent_where_all_are_ignored(codes: str, expected: bool) -> None:
    rules = [rule for rule in installed_rules() if rule.name == "exception-swallowed"]
    code = (
        b"def load(path):\n    try:\n        return float(open(path).read())\n    except:\n        return 0\n"
    )
    settings = f"[lint.per-file-ignores]\n'fit.py' = [{codes}]\n".encode()
    findings = inspect_files({"fit.py": code, "ruff.toml": settings}, rules).findings
    assert bool(findings) is expected


def test_what_fails_or_is_unsafe_is_so_in_a_file_with_ignored_codes() -> None:
    rules = [rule for rule in installed_rules() if rule.name in ("name-undefined", "load-unsafe")]
    code = b"import pickle\n\n\ndef load(path):\n    return pickle.load(open(path, 'rb'))\n\n\nprint(rows)\n"
    settings = b"[lint.per-file-ignores]\n'fit.py' = ['ALL']\n"
    findings = inspect_files({"fit.py": code, "ruff.toml": settings}, rules).findings
    assert sorted(finding.rule for finding in findings) == ["load-unsafe", "name-undefined"]
