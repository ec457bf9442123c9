"""What files of settings and words of commands lead to, and what they do not."""

from __future__ import annotations

import pytest

from roadworthy.core.signature import every
from roadworthy.engine.inspect import inspect
from roadworthy.facts.tests.public import PublicFunction
from roadworthy.settings.config import load
from roadworthy.testing.pages import plugins
from roadworthy.tree.tree import MemoryTree

MODEL = "def main():\n    x = 1\n    return x\n\n\ndef load(name):\n    return __import__(name)\n"


def reached(test: str, **files: str) -> bool:
    texts = {
        "pyproject.toml": '[project]\nname = "demo"\n[project.scripts]\ndemo = "demo.model:main"\n',
        "demo/__init__.py": "",
        "demo/model.py": MODEL,
        "tests/test_model.py": test,
        **{name.replace("__", "."): text for name, text in files.items()},
    }
    tree = MemoryTree({path: text.encode() for path, text in texts.items()})
    found = inspect(tree, plugins(), [], load(tree)).facts.get(every(PublicFunction))
    return any(item.reached for item in found if item.name == "demo.model.main")


ROUTER = "class Router:\n    def choose(self, name):\n        return sorted(name)\n"
MANAGE = "import os\n\n\ndef main():\n    os.environ.setdefault('DJANGO_SETTINGS_MODULE', '{}')\n"


@pytest.mark.parametrize(
    ("manage", "expected"),
    [
        (MANAGE.format("conf.settings"), True),
        (MANAGE.format("conf.others"), False),
        ("import conf.settings\n", False),
    ],
)
def test_django_loads_its_settings_and_calls_what_they_name(manage: str, expected: bool) -> None:
    texts = {
        "pyproject.toml": '[tool.poetry]\nname = "acme"\n',
        "acme/__init__.py": "",
        "acme/router.py": ROUTER,
        "manage.py": manage,
        "conf/settings.py": "ROUTERS = ['acme.router.Router']\n",
        "conf/others.py": "ROUTERS = []\n",
        "tests/test_acme.py": "import acme\n\ndef test():\n    assert acme\n",
    }
    tree = MemoryTree({path: text.encode() for path, text in texts.items()})
    found = inspect(tree, plugins(), [], load(tree)).facts.get(every(PublicFunction))
    assert [item.reached for item in found if item.name == "acme.router.Router.choose"] == [expected]


LOAD = "from demo.model import load\n\ndef test():\n    assert load('x')\n"
LOOK = "from demo import model\n\ndef test():\n    assert getattr(model, 'x', 1)\n"


@pytest.mark.parametrize(
    ("test", "files", "expected"),
    [
        (LOAD, {}, False),
        (LOAD, {"settings__yaml": "entry: demo.model.main\n"}, True),
        (LOOK, {"settings__yaml": "entry: demo.model.main\n"}, False),
    ],
)
def test_settings_name_what_runs_where_modules_are_imported_by_name(
    test: str, files: dict[str, str], expected: bool
) -> None:
    assert reached(test, **files) is expected


@pytest.mark.parametrize(
    ("test", "files", "expected"),
    [
        ("import subprocess\n\ndef test():\n    assert subprocess.run(['demo', '--help'])\n", {}, True),
        ("from demo.model import load\n\ndef test():\n    assert load('demo')\n", {}, False),
        (
            "def test(run):\n    assert run('demo')\n",
            {"tests/conftest.py": "import subprocess\n\nrun = subprocess.run\n"},
            True,
        ),
        (
            "def test():\n    assert 'demo'.upper()\n",
            {"tests/test_other.py": "import subprocess\n\ndef test():\n    assert subprocess.run(['ls'])\n"},
            False,
        ),
    ],
)
def test_a_command_is_named_where_something_is_started(
    test: str, files: dict[str, str], expected: bool
) -> None:
    assert reached(test, **files) is expected


SETUP = "from setuptools import setup\n\nsetup(entry_points={'demo': ['a = demo.model:main']})\n"
ENTRY = "from importlib.metadata import entry_points\n\ndef test():\n    assert list(entry_points())\n"


@pytest.mark.parametrize(("test", "expected"), [(ENTRY, True), (LOOK, False)])
def test_what_setup_py_names_runs_where_entry_points_are_loaded(test: str, expected: bool) -> None:
    assert reached(test, setup__py=SETUP, pyproject__toml="") is expected


SCRIPT = "from demo.model import main\n\nif __name__ == '__main__':\n    main()\n"
RUN = "import subprocess\n\n{}def test():\n    assert {}\n"
EACH = "[subprocess.run(['python', p]) for p in Path('scripts').glob('*.py')]"


@pytest.mark.parametrize(
    ("test", "files", "expected"),
    [
        (RUN.format("", "subprocess.run(['python', 'scripts/go.py'])"), {}, True),
        ("def test():\n    assert open('scripts/go.py')\n", {}, False),
        (
            "def test():\n    assert open('scripts/go.py')\n",
            {"tests/conftest.py": "import subprocess\n\nrun = subprocess.run\n"},
            True,
        ),
        (
            "def test():\n    assert open('scripts/go.py')\n",
            {"tests/test_other.py": "import subprocess\n\ndef test():\n    assert subprocess.run(['ls'])\n"},
            False,
        ),
        (RUN.format("from pathlib import Path\n", EACH), {}, True),
        (RUN.format("", "subprocess.run(['ls', 'scripts'])"), {}, False),
    ],
)
def test_a_file_is_started_where_a_test_starts_any(test: str, files: dict[str, str], expected: bool) -> None:
    assert reached(test, **files, **{"scripts/go.py": SCRIPT}) is expected


EXTENSION = (
    "def setup(app):\n    app.connect('doctree-read', main)\n\n\ndef main():\n    x = 1\n    return x\n"
)
BUILDS = "def test(builder):\n    builder.conf({})\n    assert builder.build()\n"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('"extensions = [\\"demo.model\\"]\\nnitpicky = True\\n"', True),
        ("\"extensions = ['sphinx.ext.todo', 'demo.model']\"", True),
        ('{"extensions": ["demo.model"]}', True),
        ('["demo"], extensions=["demo.model"]', True),
        ('"extensions = [\\"other.model\\"]"', False),
        ('"the extensions of demo"', False),
    ],
)
def test_settings_in_a_test_name_extensions(given: str, expected: bool) -> None:
    assert reached(BUILDS.format(given), **{"demo/model__py": EXTENSION}) is expected


INDEX = (
    "class Index:\n    def {}(self, page):\n        return main(page)\n\n\n"
    "def main(page):\n    return page + 1\n"
)
FEEDS = "import {}\n\nfrom demo.model import Index\n\n\ndef test():\n    assert sphinx.build(Index())\n"


@pytest.mark.parametrize(
    ("method", "library", "expected"),
    [
        ("feed", "sphinx.application", True),
        ("feed", "sphinxless", False),
        ("fill", "sphinx.application", False),
    ],
)
def test_a_builder_of_sphinx_feeds_an_index(method: str, library: str, expected: bool) -> None:
    files = {"demo/model__py": INDEX.format(method)}
    assert reached(FEEDS.format(library), **files) is expected
