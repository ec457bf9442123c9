"""A secret that one file tells by its place stays hidden where a finding quotes it from another file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from roadworthy.commands.cli import main
from tests.cli.conftest import GOOD
from tests.redaction.samples import ALNUM, drawer

#: A value that nothing but its place tells.
VALUE = "s" + drawer("elsewhere")(ALNUM.lower(), 18) + "9"
HOMES = {
    ".env": "DB_PASSWORD={}\n",
    "config/app.yml": "database:\n  password: {}\n",
    "config/app.json": '{{"password": "{}"}}\n',
    "app.ini": "[db]\npassword = {}\n",
    "deploy.sh": "export API_TOKEN={}\n",
    "settings.toml": '[db]\npassword = "{}"\n',
    "notes.md": "    password: {}\n",
    "src/demo/settings.py": 'PASSWORD = "{}"\n',
    "play.ipynb": '{{"cells": [{{"cell_type": "code", "execution_count": null, "metadata": {{}}, "outputs":'
    ' [], "source": ["password = \'{}\'"]}}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 4}}\n',
    "infra/main.tf": 'password = "{}"\n',
    "src/demo/urls.txt": "https://ann:{}@registry.example.com/simple\n",
}
#: What quotes the value, and says nothing about it.
QUOTING = GOOD.replace(
    'name = "', f'classifiers = ["{VALUE}", "Typing :: Typed", "Typing :: Typed"]\nname = "', 1
)

Check = Callable[..., str]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    def call(path: str, text: str, *arguments: str) -> str:
        (tmp_path / "pyproject.toml").write_text(QUOTING)
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
        monkeypatch.chdir(tmp_path)
        main(["check", "--no-cache", *arguments])
        captured = capsys.readouterr()
        return captured.out + captured.err

    return call


def test_without_the_other_file_the_value_is_quoted(check: Check) -> None:
    assert f"`{VALUE}`" in check("notes.md", "# notes\n", "--output-format", "concise")


@pytest.mark.parametrize("path", HOMES)
def test_what_another_file_tells_is_hidden(path: str, check: Check) -> None:
    text = check(path, HOMES[path].format(VALUE), "--output-format", "concise")
    assert "`***`" in text
    assert VALUE not in text


def test_what_another_file_tells_is_hidden_where_one_is_judged_alone(check: Check, tmp_path: Path) -> None:
    module = f"def {VALUE}(x=[]):\n    return x\n\n\ndef {VALUE}(x=[]):\n    return x\n"
    (tmp_path / "odd.py").write_text(module)
    arguments = ("--output-format", "json", "--alone", "odd.py")
    assert VALUE in check("notes.md", "# notes\n", *arguments)
    text = check("app.ini", HOMES["app.ini"].format(VALUE), *arguments)
    assert json.loads(text)["projects"][0]["findings"]
    assert VALUE not in text


def test_the_other_file_may_have_no_findings_and_the_fingerprint_is_no_hash_of_it(check: Check) -> None:
    prints = set()
    for value in (VALUE, VALUE.replace("9", "8")):
        text = check(".env", f"PASSWORD={VALUE}\nOLD_PASSWORD={value}\n", "--output-format", "json")
        found = json.loads(text)["projects"][0]["findings"]
        assert all(item["path"] != ".env" for item in found)
        prints |= {item["fingerprint"] for item in found if item["rule"] == "classifier-unknown"}
    assert len(prints) == 1


def test_a_dropped_fix_and_a_diff_tell_nothing(check: Check) -> None:
    assert f'-classifiers = ["{VALUE}"' in check("notes.md", "# notes\n", "--diff", "--unsafe-fixes")
    assert VALUE not in check(".env", f"DB_PASSWORD={VALUE}\n", "--diff", "--unsafe-fixes")


def test_data_is_not_read_for_secrets(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roadworthy.commands.run.limits.YAML_SIZE", 1000)
    text = check("data.json", json.dumps({"password": VALUE, "rows": [0] * 1000}))
    assert VALUE in text
    assert VALUE in check("data.csv", f"password={VALUE}\n")


def test_a_password_that_is_the_name_of_a_package_hides_no_path(check: Check, tmp_path: Path) -> None:
    package = tmp_path / "src" / VALUE / "__init__.py"
    package.parent.mkdir(parents=True)
    package.write_text("")
    text = check(".env", HOMES[".env"].format(VALUE), "--output-format", "concise")
    assert f"`{VALUE}`" in text
