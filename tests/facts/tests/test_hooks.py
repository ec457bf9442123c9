"""What a host calls by its name is reached where tests start the host, as are classes in classes of tests."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

INTEGRATION = {
    "custom_components/demo/__init__.py": "async def async_setup_entry(hass, entry):\n"
    "    return await connect(entry)\n\n\nasync def connect(entry):\n    return bool(entry.data)\n",
    "custom_components/demo/sensor.py": "async def async_setup_entry(hass, entry, add):\n    add([1])\n\n\n"
    "def apart(rows):\n    return sorted(rows)\n",
    "custom_components/demo/const.py": "DOMAIN = 'demo'\n",
}
TEST = """from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.demo.const import DOMAIN


async def test_entry(hass):
    entry = MockConfigEntry(domain=DOMAIN)
    {start}
    assert entry.state
"""


def untested(files: dict[str, str]) -> set[str]:
    rules = [rule for rule in installed_rules() if rule.name == "public-function-untested"]
    found = inspect_files({path: text.encode() for path, text in files.items()}, rules).findings
    return {finding.message.split("`")[1].rpartition(".")[2] for finding in found}


@pytest.mark.parametrize(
    ("start", "names"),
    [
        ("await hass.config_entries.async_setup(entry.entry_id)", {"apart"}),
        ("entry.add_to_hass(hass)", {"apart", "async_setup_entry", "connect"}),
    ],
)
def test_what_home_assistant_calls_is_reached_where_it_sets_an_entry_up(start: str, names: set[str]) -> None:
    assert untested({**INTEGRATION, "tests/test_init.py": TEST.replace("{start}", start)}) == names


@pytest.mark.parametrize(
    ("imports", "names"),
    [
        ("from sphinx.testing.util import SphinxTestApp", set()),
        ("from sphinx_testing import util", set()),
        ("from docutils import nodes", {"setup"}),
    ],
)
def test_what_sphinx_calls_is_reached_where_tests_build(imports: str, names: set[str]) -> None:
    files = {
        "src/demo/__init__.py": "def setup(app):\n    app.add_node(len)\n    return {}\n",
        "tests/test_build.py": f"{imports}\nimport demo\n\n\ndef test_it():\n    assert demo\n",
    }
    assert untested(files) == names


@pytest.mark.parametrize(
    ("imports", "names"),
    [("from sphinx_testing import util", {"forget"}), ("import json", {"add", "forget", "setup"})],
)
def test_what_conf_py_calls_is_reached_where_tests_build(imports: str, names: set[str]) -> None:
    files = {
        "src/demo/__init__.py": "KNOWN = {}\n\n\ndef setup(app):\n    app.add_node(len)\n    return {}\n\n\n"
        "def add(name, value):\n    KNOWN[name] = value\n\n\ndef forget(name):\n    del KNOWN[name]\n",
        "docs/conf.py": "from demo import add\n\nextensions = ['demo']\nadd('one', 1)\n",
        "tests/test_build.py": f"{imports}\nimport demo\n\n\ndef test_it():\n    assert demo\n",
    }
    assert untested(files) == names


@pytest.mark.parametrize(("named", "names"), [("fit_fast", {"fit_well"}), ("fit_well", {"fit_fast"})])
def test_what_a_class_in_a_class_of_tests_names_is_reached(named: str, names: set[str]) -> None:
    files = {
        "src/demo/__init__.py": "class Model:\n    def fit_fast(self):\n        return sorted('ab')\n\n"
        "    def fit_well(self):\n        return sorted('abc')\n",
        "tests/test_model.py": "from demo import Model\n\n\nclass Base:\n    def test_fit(self):\n"
        "        assert getattr(Model(), self.method)()\n\n\nclass TestFits:\n"
        f"    class TestOne(Base):\n        method = '{named}'\n",
    }
    assert untested(files) == names
