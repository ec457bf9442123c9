"""What kind of project this is, by what deploys and serves it."""

from __future__ import annotations

import pytest

from roadworthy.facts.project import Profile, Sign
from roadworthy.testing.pages import inspect_files

SERVER = b"import flask\n\napp = flask.Flask(__name__)\n"


@pytest.mark.parametrize(
    ("declared", "evidence"),
    [
        ("optional-dependencies = { web = ['Flask>=3'] }", ("it installs scripts",)),
        ("dependencies = ['Flask>=3']", ("it imports flask", "it installs scripts")),
        (
            "dependencies = ['flask']\noptional-dependencies = { web = ['flask[async]'] }",
            ("it imports flask", "it installs scripts"),
        ),
        ("optional-dependencies = { web = 1, all = [1] }", ("it imports flask", "it installs scripts")),
    ],
)
def test_a_server_that_only_an_extra_needs_is_an_offer(declared: str, evidence: tuple[str, ...]) -> None:
    toml = f'[project]\nname = "demo"\n{declared}\nscripts = {{ demo = "demo:main" }}\n'
    files = {
        "pyproject.toml": toml.encode(),
        "src/demo/__init__.py": b"def main(): ...\n",
        "src/demo/web.py": SERVER,
    }
    assert inspect_files(files, []).evidence == evidence


@pytest.mark.parametrize(
    ("signs", "served"),
    [
        (set(), True),
        ({Sign.SERVER, Sign.MODEL}, True),
        ({Sign.FILE, Sign.MODEL}, True),
        ({Sign.NO_PACKAGE, Sign.MODEL}, False),
        ({Sign.SCRIPTS, Sign.MODEL}, False),
    ],
)
def test_what_only_predicts_is_not_served(signs: set[Sign], served: bool) -> None:
    assert Profile("ml-service", (), frozenset(signs)).is_served is served
