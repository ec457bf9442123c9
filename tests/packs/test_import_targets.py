"""Imports of what another distribution has, and of what other modules take from settings."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules


def found(rule: str, files: dict[str, str]) -> list[str]:
    """Return the messages of a rule on a project."""
    rules = [item for item in installed_rules() if item.name == rule]
    encoded = {path: text.encode() for path, text in files.items()}
    return [finding.message for finding in inspect_files(encoded, rules).findings]


@pytest.mark.parametrize(
    ("dependency", "imported", "missing"),
    [
        ("acme-tables", "acme.tables", ""),
        ("acme-tables", "acme.tables.rows", ""),
        ("Acme.Tables", "acme.tables", ""),
        ("acmetables", "acme.tables", "acme.tables"),
        ("pandas", "acme.tables", "acme.tables"),
        # Nobody else fills a package of the project.
        ("acme-tables", "acme.models.trees", "acme.models.trees"),
    ],
)
def test_other_distributions_fill_a_namespace(dependency: str, imported: str, missing: str) -> None:
    files = {
        "pyproject.toml": "[project]\nname = 'acme-models'\nversion = '1'\n"
        f"dependencies = ['{dependency}']\n",
        "src/acme/models/__init__.py": "",
        "src/acme/models/forest.py": f"from {imported} import load\n\nprint(load)\n",
    }
    messages = [f"`{missing}` is imported, but the project has no such module"] if missing else []
    assert found("import-target-missing", files) == messages


def test_what_is_missing_is_told_once_however_it_is_named() -> None:
    files = {
        "src/demo/__init__.py": "",
        "src/demo/fit.py": "from .data import load\n\nprint(load)\n",
        "src/demo/test.py": "from demo.data import load\n\nprint(load)\n",
    }
    message = "`demo.data` is imported, but the project has no such module (2 imports)"
    assert found("import-target-missing", files) == [message]


@pytest.mark.parametrize(
    ("line", "unused"),
    [
        ("rows_reader.read(path)", []),
        ("ROWSREADER.read(path)", []),
        ("reader.read(path)", ["tools.RowsReader"]),
        ("read(rows_reader=path)", ["tools.RowsReader"]),
    ],
)
def test_an_import_whose_name_is_misspelt_where_it_is_read_is_needed(line: str, unused: list[str]) -> None:
    text = f"from tools import RowsReader\n\n\ndef load(path, read):\n    return {line}\n"
    files = {"src/demo/__init__.py": "", "src/demo/data.py": text}
    assert found("import-unused", files) == [f"`{name}` is imported but never used" for name in unused]


@pytest.mark.parametrize(
    ("listed", "unused"),
    [
        ("['load']", ["json"]),
        ("['load'] + ['dump']", ["json"]),
        ("[name for name in dir() if name[0] != '_']", []),
        ("['load'] + [f'js{end}' for end in ('on',)]", []),
    ],
)
def test_a_module_may_export_what_it_imports_by_a_list_that_no_literal_tells(
    listed: str, unused: list[str]
) -> None:
    text = f"import json\n\n__all__ = {listed}\n\n\ndef load(path):\n    return path.read_text()\n"
    files = {"src/demo/__init__.py": "", "src/demo/data.py": text}
    assert found("import-unused", files) == [f"`{name}` is imported but never used" for name in unused]


@pytest.mark.parametrize(
    ("rest", "unused"),
    [
        ("DEBUG = True\n", []),
        ("DEBUG = True\nif DEBUG:\n    LEVEL = 'debug'\n", []),
        ("def load(path):\n    return path.read_text()\n", [".base.*"]),
        ("rows = [1, 2]\n", [".base.*"]),
    ],
)
def test_settings_add_to_other_settings(rest: str, unused: list[str]) -> None:
    files = {
        "src/demo/__init__.py": "",
        "src/demo/base.py": "NAME = 'demo'\n",
        "src/demo/dev.py": f"from .base import *\n\n{rest}",
    }
    assert found("import-unused", files) == [f"`{name}` is imported but never used" for name in unused]


@pytest.mark.parametrize(
    ("path", "text", "built"),
    [
        ("CMakeLists.txt", "project(x)\npybind11_add_module(fast fast.cpp)\n", True),
        ("src/cpp/CMakeLists.txt", "nanobind_add_module(\n  fast STABLE_ABI fast.cpp)\n", True),
        ("meson.build", "py.extension_module('fast', 'fast.c')\n", True),
        ("setup.py", "setup(ext_modules=[Extension('demo.fast', ['fast.c'])])\n", True),
        ("setup.py", "setup(ext_modules=[CppExtension(name='demo.fast', sources=[])])\n", True),
        ("CMakeLists.txt", "pybind11_add_module(slow slow.cpp)\n", False),
        ("CMakeLists.txt", "add_executable(fast fast.cpp)\n", False),
        ("docs/build.txt", "pybind11_add_module(fast fast.cpp)\n", False),
    ],
)
def test_an_extension_module_is_made_by_the_build(path: str, text: str, built: bool) -> None:
    files = {
        path: text,
        "src/demo/__init__.py": "",
        "src/demo/model.py": "from .fast import fit\n\nprint(fit)\n",
    }
    messages = [] if built else ["`.fast` is imported, but the project has no such module"]
    assert found("import-target-missing", files) == messages


@pytest.mark.parametrize(("name", "missing"), [("acme-tables", False), ("pandas-acme", True)])
def test_a_setup_that_makes_its_requirements_names_what_fills_a_namespace(name: str, missing: bool) -> None:
    files = {
        "setup.py": "from setuptools import setup\n\n"
        f"EXTRAS = {{'tables': ['{name}>=1']}}\n"
        "EXTRAS['all'] = list({x for y in EXTRAS.values() for x in y})\n"
        "setup(name='models', packages=['acme.models'], extras_require=EXTRAS)\n",
        "acme/models/__init__.py": "",
        "acme/models/forest.py": "from acme.tables import load\n\nprint(load)\n",
    }
    messages = ["`acme.tables` is imported, but the project has no such module"] if missing else []
    assert found("import-target-missing", files) == messages


@pytest.mark.parametrize(
    ("ignored", "target", "made"),
    [
        ("/shop/assets", "shop/assets: rows.txt\n\tcp rows.txt $@\n", True),
        ("/shop/assets", "all: shop/assets\n\techo\n", False),
        ("/shop/rows", "shop/assets: rows.txt\n\tcp rows.txt $@\n", False),
    ],
)
def test_a_directory_is_made_that_git_ignores_and_a_target_makes(
    ignored: str, target: str, made: bool
) -> None:
    files = {
        ".gitignore": f"{ignored}\n",
        "Makefile": target,
        "main.py": "from shop.fit import fit\n\nfit()\n",
        "shop/__init__.py": "",
        "shop/fit.py": "from .assets import fit\n",
    }
    messages = [] if made else ["`.assets` is imported, but the project has no such module"]
    assert found("import-target-missing", files) == messages


@pytest.mark.parametrize(("widget", "unused"), [("Label", []), ("Button", ["kivy.uix.label.Label"])])
def test_kivy_makes_the_widgets_that_a_text_names(widget: str, unused: list[str]) -> None:
    text = f"<Dial>:\n    {widget}:\n" + "        text: 'speed'\n" * 12
    files = {
        "dial.py": "from kivy.lang import Builder\nfrom kivy.uix.label import Label\n\n"
        f'Builder.load_string("""{text}""")\n'
    }
    assert found("import-unused", files) == [f"`{name}` is imported but never used" for name in unused]


@pytest.mark.parametrize(("charm", "copied"), [("synapse", True), ("demo_k8s", False)])
def test_libraries_of_other_charms_are_copied(charm: str, copied: bool) -> None:
    files = {
        "charmcraft.yaml": "type: charm\nname: demo-k8s\n",
        f"lib/charms/{charm}/v0/auth.py": "import json\n\nLIBID = 'a'\nLIBAPI = 0\n\n\n"
        "def fit():\n    return 1\n",
        "src/charm.py": "print('hello')\n",
    }
    messages = [] if copied else ["`json` is imported but never used"]
    assert found("import-unused", files) == messages


def test_migrations_import_models_by_what_gathers_them() -> None:
    files = {
        "migrations/env.py": "from alembic import context\nfrom core import Base\nfrom models import User\n\n"
        "context.configure(target_metadata=Base.metadata)\n",
        "core.py": "class Base:\n    metadata = {}\n",
        "models/__init__.py": "from .user import User\n\n__all__ = ['User']\n",
        "models/user.py": "from core import Base\n\n\nclass User(Base):\n    __tablename__ = 'users'\n",
    }
    assert found("import-unused", files) == []
    files["models/user.py"] = "def User(rows):\n    return rows\n"
    assert found("import-unused", files) == ["`models.User` is imported but never used"]


@pytest.mark.parametrize("count", [4, 5])
def test_an_import_that_the_heads_of_many_modules_repeat_is_one_finding(count: int) -> None:
    files = {f"lessons/step_{number}.py": "import json\n\nprint(1)\n" for number in range(count)}
    files |= {"other/step.py": "import json\n\nprint(1)\n"}
    alone = "`json` is imported but never used"
    joined = f"`json` is imported in {count} modules of `lessons/` and never used"
    assert found("import-unused", files) == ([joined, alone] if count > 4 else [alone] * (count + 1))
