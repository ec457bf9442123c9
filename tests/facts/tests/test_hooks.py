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
#: A function that Sphinx calls, and that has something to test.
SETUP = "def setup(app):\n    for kind in sorted(app.kinds):\n        app.add_node(kind)\n    return {}\n"
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
    return {message.split("`")[1].rpartition(".")[2] for one in found for _, _, message in one.known_as}


@pytest.mark.parametrize(
    ("start", "names"),
    [
        ("await hass.config_entries.async_setup(entry.entry_id)", {"apart"}),
        ("entry.add_to_hass(hass)", {"apart", "async_setup_entry"}),
    ],
)
def test_what_home_assistant_calls_is_reached_where_it_sets_an_entry_up(start: str, names: set[str]) -> None:
    assert untested({**INTEGRATION, "tests/test_init.py": TEST.replace("{start}", start)}) == names


@pytest.mark.parametrize(
    ("imports", "names"),
    [
        ("from sphinx.testing.util import SphinxTestApp", set()),
        ("from sphinx_testing import util", set()),
        ("import pytest\n\npytestmark = pytest.mark.sphinx('html')", set()),
        ("import pytest\n\npytestmark = pytest.mark.slow", {"setup"}),
        ("from docutils import nodes", {"setup"}),
    ],
)
def test_what_sphinx_calls_is_reached_where_tests_build(imports: str, names: set[str]) -> None:
    files = {
        "src/demo/__init__.py": SETUP,
        "tests/test_build.py": f"{imports}\nimport demo\n\n\ndef test_it():\n    assert demo\n",
    }
    assert untested(files) == names


@pytest.mark.parametrize(
    ("imports", "names"),
    [("from sphinx_testing import util", {"forget"}), ("import json", {"add", "forget", "setup"})],
)
def test_what_conf_py_calls_is_reached_where_tests_build(imports: str, names: set[str]) -> None:
    files = {
        "src/demo/__init__.py": f"KNOWN = {{}}\n\n\n{SETUP}\n\n"
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


ROUTES = (
    "from datasette import hookimpl\n\n\n@hookimpl\ndef register_routes():\n"
    "    return [('/-/rows', rows)]\n\n\n"
    "def rows(request):\n    return sorted(request.args)\n\n\ndef apart(rows):\n    return sorted(rows)\n"
)
CKAN = (
    "import ckan.plugins as p\n\nfrom ckanext.demo import actions\n\n\nclass Demo(p.SingletonPlugin):\n"
    "    p.implements(p.IActions)\n\n    def get_actions(self):\n        return {'lock': actions.lock}\n\n\n"
    "def _fill(resource):\n    return resource\n"
)
ACTIONS = (
    "def lock(context, data):\n    return sorted(data)\n\n\n"
    "def apart(context, data):\n    return sorted(data)\n"
)


HOST = {
    "demo/__init__.py": "SIZE = 1\n",
    "demo/plug.py": ROUTES,
    "tests/__init__.py": "",
    "tests/datasette.py": "class Datasette:\n    pass\n",
    "tests/test_rows.py": "from demo import SIZE\nfrom {client} import Datasette\n\n\n"
    "def test_rows():\n    assert Datasette(SIZE).client.get('/-/rows')\n",
}
EXTENSION = {
    "setup.py": "from setuptools import setup\n\nsetup(name='demo', version='1.0', entry_points=\"\"\"\n"
    '    [{group}]\n    demo = ckanext.demo.plugin:Demo\n""")\n',
    "ckanext/__init__.py": "",
    "ckanext/demo/__init__.py": "",
    "ckanext/demo/plugin.py": CKAN,
    "ckanext/demo/actions.py": ACTIONS,
}


@pytest.mark.parametrize(
    ("group", "client", "names"),
    [
        ("datasette", "datasette.app", {"apart"}),
        ("datasette", ".datasette", {"apart", "rows"}),
        ("other", "datasette.app", {"apart", "rows"}),
    ],
)
def test_what_a_host_loads_of_the_group_of_its_name_is_reached(
    group: str, client: str, names: set[str]
) -> None:
    entries = f"{{'{group}': ['demo = demo.plug']}}"
    setup = f"from setuptools import setup\n\nsetup(name='demo', version='1.0', entry_points={entries})\n"
    files = {"setup.py": setup, **HOST}
    files["tests/test_rows.py"] = files["tests/test_rows.py"].replace("{client}", client)
    assert untested(files) == names


@pytest.mark.parametrize(
    ("group", "head", "names"),
    [
        ("ckan.plugins", "from ckan.tests import helpers\n", {"apart"}),
        ("ckan.plugins", "import pytest\n\npytestmark = pytest.mark.ckan_config('x', '1')\n", {"apart"}),
        ("ckan.plugins", "import helpers\n", {"apart", "lock"}),
        ("other.plugins", "from ckan.tests import helpers\n", {"apart", "lock"}),
    ],
)
def test_what_a_plugin_of_ckan_registers_is_reached_where_tests_start_it(
    group: str, head: str, names: set[str]
) -> None:
    files = {
        **EXTENSION,
        "tests/test_demo.py": f"{head}from ckanext.demo.plugin import _fill\n\n\n"
        "def test_lock(helpers):\n    assert helpers.call_action('lock') == _fill({})\n",
    }
    files["setup.py"] = files["setup.py"].replace("{group}", group)
    assert untested(files) == names


@pytest.mark.parametrize(
    ("imports", "names"),
    [("from pyramid import testing", set()), ("from webob import Request", {"includeme"})],
)
def test_what_pyramid_calls_is_reached_where_tests_use_it(imports: str, names: set[str]) -> None:
    files = {
        "src/demo/__init__.py": "def includeme(config):\n    connect(config)\n\n\n"
        "def connect(config):\n    config.add(sorted(config.rows))\n",
        "tests/test_demo.py": f"{imports}\nimport demo\n\n\ndef test_it():\n    assert demo\n",
    }
    assert untested(files) == names


@pytest.mark.parametrize(
    ("noxfile", "code", "names"),
    [
        ("from demo.versions import sort", "", set()),
        ("from demo import versions", "", set()),
        # Nothing imports it, or code of the package does.
        ("import nox", "", {"sort"}),
        ("from demo.versions import sort", "from demo.versions import sort\n", {"sort"}),
    ],
)
def test_what_only_development_imports_is_owed_no_test(noxfile: str, code: str, names: set[str]) -> None:
    files = {
        "src/demo/__init__.py": "",
        "src/demo/versions.py": "def sort(rows):\n    return sorted(rows, key=len)\n",
        "src/demo/model.py": f"{code}\n\ndef fit(rows):\n    return sorted(rows)\n",
        "noxfile.py": f"{noxfile}\n",
        "tests/test_model.py": "from demo import model\n\n\ndef test_it():\n    assert model.fit([1])\n",
    }
    assert untested(files) == names


CLASSES = (
    "class Rows:\n    @classmethod\n    def from_crawler(cls, crawler):\n"
    "        return cls(connect(crawler.settings))\n\n"
    "    def process_item(self, item, spider):\n"
    "        return {key: value for key, value in item.items()}\n\n\n"
    "def connect(settings):\n    return [one for one in settings]\n"
)


@pytest.mark.parametrize(
    ("imports", "names"),
    [
        ("from scrapy.utils.test import get_crawler", set()),
        ("from scrapy import Spider", {"from_crawler", "process_item"}),
    ],
)
def test_what_scrapy_calls_is_reached_where_tests_start_it(imports: str, names: set[str]) -> None:
    settings = "SETTINGS = {'ITEM_PIPELINES': {'demo.pipes.Rows': 1}}\n"
    test = f"{imports}\n\n{settings}\n\ndef test_it():\n    assert {imports.split()[-1]}(None, SETTINGS)\n"
    files = {"src/demo/__init__.py": "", "src/demo/pipes.py": CLASSES, "tests/test_demo.py": test}
    assert untested(files) == names


MIXIN = (
    "class Adds{bases}:\n    def options(self):\n        found = {call}\n"
    "        return {{**found, 'rows': 1}}\n"
)


@pytest.mark.parametrize(
    ("bases", "call", "names"),
    [
        ("", "super().options()", set()),
        ("", "super().others()", {"options"}),
        ("", "self.options()", {"options"}),
        ("(Shows)", "super().options()", {"options"}),
    ],
)
def test_a_mixin_that_asks_for_what_is_behind_it_is_called_by_that(
    bases: str, call: str, names: set[str]
) -> None:
    shows = "class Shows:\n    def others(self):\n        return {one: 1 for one in 'ab'}\n\n\n"
    files = {
        "src/demo/__init__.py": "",
        "src/demo/views.py": shows + MIXIN.format(bases=bases, call=call),
        "tests/test_demo.py": "from demo.views import Shows\n\ndef test_it():\n    assert Shows().others()\n",
    }
    assert untested(files) == names
