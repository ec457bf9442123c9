"""Code that another program runs: it is given names, needs no package, and is not imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.testing.pages import inspect_files, installed_rules, plugins


def found(rule: str, files: dict[str, str]) -> list[str]:
    """Return the messages of a rule on a project."""
    rules = [item for item in installed_rules() if item.name == rule]
    encoded = {path: text.encode() for path, text in files.items()}
    return [finding.message for finding in inspect_files(encoded, rules).findings]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("print(snakemake.wildcards.sample)\n", []),
        ("print(snakemake)\n", ["snakemake"]),  # nothing shows that it is Snakemake's
        ("print(snakemake.input[0], rows)\n", ["rows"]),
        ('Import("env", "project")\nenv.Append(project)\n', []),
        ('Import("env")\nenv.Append(paths)\n', ["paths"]),
        ("env.Append(1)\n", ["env"]),
        ("print(currentProgram, toAddr(0))\n", []),
        ("print(toAddr(0))\n", ["toAddr"]),
        ("AdminConfig.list('Server')\nAdminTask.show()\n", []),
        ("from qgis.core import QgsProject\niface.run(QgsProject)\n", []),
        ("iface.run()\n", ["iface"]),
        ("db.define_table('rows', Field('name'))\n", []),
        ("db.insert(Field('name'))\n", ["db", "Field"]),
        ("import FreeCAD\nApp.newDocument()\n", []),
        ("import espnow\nOK = const(0)\n", []),
        ("OK = const(0)\n", ["const"]),
        ("App.newDocument()\n", ["App"]),
        ("import sys\nreload(sys)\nsys.setdefaultencoding('utf-8')\n", []),
        ("def f(a: int):\n    reload(a)\n", ["reload"]),
        ("from urlparse import urljoin\napply(urljoin, ('a', 'b'))\n", []),
        ("apply(max, (1, 2))\n", ["apply"]),
        ("from records import Record\nclass Monkey(Record):\n    items, test\n", []),
        ("class Monkey:\n    items, test\n", ["items", "test"]),
        ("from records import Record\nclass Monkey(Record):\n    items = test\n", ["test"]),
        ("from sly import Parser\nclass P(Parser):\n    tokens = {NUMBER}\n", []),
        ("from sly import Parser\nclass P(Parser):\n    def f(self):\n        return NUMBER\n", ["NUMBER"]),
    ],
)
def test_names_that_a_host_gives_are_defined(text: str, missing: list[str]) -> None:
    messages = found("name-undefined", {"step.py": text})
    assert [message.split("`")[1] for message in messages] == missing


DATA = "import numpy\n"


#: Steps of DAGs, more than there are DAGs, and other scripts that import each other.
STEPS = {
    "dags/steps/load.py": "import numpy\n",
    "dags/steps/fit.py": "from steps.load import rows\n",
    "dags/service/serve.py": "from fit import model\n",
    "dags/service/fit.py": "import torch\n",
}
SCRIPTS = {"fit.py": "import numpy\nimport rows\n", "rows.py": ""}
MANY = {f"plot_{number}.py": "import numpy\n" for number in range(11)}
#: Modules in a directory of an application, which has no `__init__.py`.
NAMED = {"app/steps/fit.py": "import torch\n", "app/steps/load.py": "import numpy\n"}
UNUSED = {f"app/{name}.py": "" for name in ("settings", "try_it", "begin", "old/fit", "old/load")}
UNUSED["app/steps/show.py"] = "import numpy\n"
IMPORTS = "from steps import fit, load, show\n"
#: The base of an image for AWS Lambda, and two scripts for an image.
LAMBDA = "public.ecr.aws/lambda/python:3.12"
IMAGE = {"api/a.py": "import b\n", "api/b.py": "import numpy\n"}


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"a.py": "import sublime\n", "b.py": "", "c.py": ""}, False),
        ({"a.py": "import bpy\nimport b\n", "b.py": DATA, "c.py": "", "d.py": ""}, True),  # for a picture
        ({"dags/a.py": "from airflow import DAG\n", "dags/b.py": "import a\n"}, False),
        ({"dags/a.py": "from airflow import DAG\n", **STEPS}, False),
        ({"dags/a.py": "from flask import Flask\n", **STEPS}, True),
        ({"dags/a.py": "from airflow import DAG\n", **STEPS, **SCRIPTS}, True),  # for other scripts
        ({"api/Dockerfile": f'FROM {LAMBDA}\nCMD ["a.run"]\n', **IMAGE}, False),
        ({"api/Dockerfile": f'FROM {LAMBDA}\nCMD ["c.run"]\n', **IMAGE}, True),
        ({"api/Dockerfile": 'FROM python\nCMD ["a.run"]\n', **IMAGE}, True),
        ({"api/Dockerfile": f'FROM {LAMBDA}\nCMD ["a.run"]\n', **IMAGE, **SCRIPTS}, True),
        ({"app/run.py": "from steps.fit import a\nfrom steps import load\n", **NAMED}, False),
        ({"app/run.py": "from steps.fit import a\nfrom steps import load\n", **NAMED, "b.py": ""}, True),
        ({"app/run.py": "from fit import a\nimport load\n", **NAMED}, True),
        ({**NAMED, **UNUSED, "app/run.py": "import settings\n" + IMPORTS}, False),
        ({**NAMED, **UNUSED, "app/run.py": "import settings\nfrom steps import fit, load\n"}, True),
        ({**NAMED, **UNUSED, "app/run.py": "import settings, try_it, begin\n" + IMPORTS}, True),
        ({"a.py": "from . import java\n", "b.py": DATA}, True),
        ({"Snakefile": "rule a:\n", "scripts/a.py": "", "scripts/b.py": ""}, False),
        ({"action.yml": "runs: {}\n", "main.py": "import lib\n", "lib.py": ""}, False),
        ({"deploy/action.yml": "runs: {}\n", "main.py": "import lib\n", "lib.py": DATA}, True),
        ({"Snakefile": "rule a:\n", "steps/a.py": "import b\n", "steps/b.py": DATA}, True),
        ({"Snakefile": "rule a:\n", "steps/a.py": "", "steps/b.py": ""}, False),  # nothing of data
        ({"setup.py": "from setuptools import setup\nsetup()\n", "a.py": "", "b.py": ""}, True),
    ],
)
def test_plug_ins_need_no_package(files: dict[str, str], told: bool) -> None:
    more = MANY if told else {}  # A few scripts are only a note.
    assert bool(found("package-missing", files | more)) is told


WORK = "rows = open('rows.txt').read()\n\ndef total():\n    return len(rows)\n"


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("day_07.py", WORK, True),
        ("2019/day_07.py", WORK, False),
        ("my-service/day_07.py", WORK, True),
        ("day-07.py", WORK, False),
        ("step.py", WORK + "print(snakemake.output[0])\n", False),
    ],
)
def test_a_script_that_nothing_can_import_does_no_work_on_import(path: str, text: str, told: bool) -> None:
    assert bool(found("work-at-import", {path: text, "all_days.py": "import day_07\n"})) is told
    assert not found("work-at-import", {path: text})


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("settings.ENVIRONMENT != 'test'", False),
        ("not settings.ENVIRONMENT == 'test'", False),
        ("not os.path.exists('log.toml')", True),
        ("len(settings.HANDLERS) > 1", True),
    ],
)
def test_whether_an_import_works_is_unknown_where_a_setting_decides(condition: str, told: bool) -> None:
    text = f"import logging.config\nimport os\n\nfrom demo.settings import settings\n\nif {condition}:\n"
    text += "    logging.config.dictConfig({'version': 1})\n"
    files = {"src/demo/__init__.py": "", "src/demo/main.py": text, "src/demo/api.py": "import demo.main\n"}
    assert bool(found("work-at-import", files)) is told


@pytest.mark.parametrize(
    ("tried", "told"),
    [
        ("row.close()", False),
        ("await row.disconnect()", False),
        ("row.total()", True),
        ("total = row.close()", True),
        ("row.total()\n            row.close()", True),
    ],
)
def test_a_loop_that_only_closes_things_loses_nothing(tried: str, told: bool) -> None:
    text = f"async def end(rows):\n    for row in rows:\n        try:\n            {tried}\n"
    text += "        except Exception:\n            pass\n"
    assert bool(found("exception-swallowed", {"a.py": text})) is told


@pytest.mark.parametrize(("ending", "told"), [("raise", False), ("return None", True)])
def test_what_only_ends_something_while_an_exception_goes_on_is_left_alone(ending: str, told: bool) -> None:
    text = (
        "def store(session, row):\n    try:\n        session.add(row)\n    except Exception:\n        try:\n"
    )
    text += f"            session.rollback()\n        except:\n            pass\n        {ending}\n"
    assert bool(found("exception-swallowed", {"a.py": text})) is told


@pytest.mark.parametrize(
    ("handler", "told"),
    [
        ("shown.failed = True", False),
        ("count = True", True),
        ("count = 0", True),
        ("return 'cannot read it'", False),
        ("return 'unknown'", True),
    ],
)
def test_a_failure_that_is_shown_is_not_ignored(handler: str, told: bool) -> None:
    tried = "def read(text, shown):\n    try:\n        count = bool(text)\n    except:\n"
    text = f"{tried}        {handler}\n    return count\n"
    assert bool(found("exception-swallowed", {"a.py": text})) is told


QA = (
    "from gnuradio import gr_unittest\nfrom {module} import total\n\nclass qa_total(gr_unittest.TestCase):\n"
    + ("    def test_total(self):\n        self.assertEqual(total([1]), 1)\n{more}\n")
)
MAIN = "if __name__ == '__main__':\n    gr_unittest.run(qa_total)\n"
SUM = "def total(rows):\n    return sum(rows)\n"
#: So many functions that scripts are owed tests of them.
SUMS = SUM + "".join(f"\n\ndef part_{number}(rows):\n    return rows[{number}]\n" for number in range(5))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (QA.format(module="model", more=MAIN), False),
        (QA.format(module="model", more=""), False),  # a runner may load it
        (QA.format(module="model", more="class Block(list):\n    pass\n" + MAIN), True),  # code with a check
    ],
)
def test_a_program_of_tests_is_a_test_by_any_name(text: str, told: bool) -> None:
    assert bool(found("tests-missing", {"python/model.py": SUMS, "python/qa_total.py": text})) is told


BELOW = (
    "import unittest\n\nfrom TestBase import {base}\nfrom model import total\n\n\nclass TestTotal({base}):\n"
    "    def test_total(self):\n        self.assertEqual(total([1]), 1)\n\n\n{more}"
)
STARTED = "if __name__ == '__main__':\n    unittest.main()\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BELOW.format(base="TestBase", more=STARTED), False),
        (BELOW.format(base="Base", more=STARTED), True),  # of what it is, nothing says
        (BELOW.format(base="TestBase", more=""), True),
        (BELOW.format(base="TestBase", more=f"class Block(list):\n    pass\n\n\n{STARTED}"), True),
    ],
)
def test_a_program_of_unittest_is_a_test_if_its_base_is_elsewhere(text: str, told: bool) -> None:
    base = "import unittest\n\n\nclass TestBase(unittest.TestCase):\n    size = 1\n"
    files = {"model.py": SUMS, "checks/TestBase.py": base, "checks/TestTotal.py": text}
    assert bool(found("tests-missing", files)) is told


MANIFEST = '{{"name": "Churn", "{hook}": "set_up"}}\n'


@pytest.mark.parametrize(("hook", "told"), [("post_init_hook", False), ("summary", True)])
def test_odoo_calls_the_hooks_of_an_add_on(hook: str, told: bool) -> None:
    files = {
        "churn/__init__.py": "from .hooks import set_up\n",
        "churn/__manifest__.py": MANIFEST.format(hook=hook),
        "churn/hooks.py": "def set_up(env):\n    return [row for row in env.rows if row.open]\n",
        "churn/rows.py": SUM,
        "churn/tests/__init__.py": "from . import test_rows\n",
        "churn/tests/test_rows.py": "from ..rows import total\n\ndef test_it():\n    assert not total([])\n",
    }
    assert any("set_up" in message for message in found("public-function-untested", files)) is told


@pytest.mark.parametrize(
    ("body", "told"),
    [("import asyncio\nasyncio.run(None)\n", False), ("RATE = 1\n", True)],
)
def test_a_script_imports_a_program_beside_it_to_run_it(body: str, told: bool) -> None:
    files = {"board/main.py": "import time\nimport blink\ntime.sleep(4)\n", "board/blink.py": body}
    assert bool(found("import-unused", files)) is told


@pytest.mark.parametrize(
    ("line", "told"),
    [("from sage.all import *", False), ("from manim import *", False), ("from tools import *", True)],
)
def test_a_language_is_imported_whole(line: str, told: bool) -> None:
    assert bool(found("star-import", {"a.py": f"{line}\n\ndef draw():\n    return Circle()\n"})) is told


@pytest.mark.parametrize(("folder", "told"), [("clients", False), ("others", True)])
def test_a_directory_of_projects_is_not_missing(folder: str, told: bool, tmp_path: Path) -> None:
    build = '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n'
    for path, text in {
        "pyproject.toml": f'[tool.poetry]\nname = "clients"\nversion = "1"\n{build}',
        "notes/__init__.py": "",
        f"{folder}/api/pyproject.toml": '[project]\nname = "api"\n',
        f"{folder}/api/api/__init__.py": "",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    report = check(Request((str(tmp_path),), plugins=plugins()))
    rules = {finding.rule for project in report.projects for finding in project.findings}
    assert ("package-not-found" in rules) is told


@pytest.mark.parametrize(("more", "told"), [({"pants.toml": "[GLOBAL]\n"}, False), ({}, True)])
def test_what_pants_builds_is_not_missing(more: dict[str, str], told: bool) -> None:
    project = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    project += '[project]\nname = "workspace"\nversion = "1"\n'
    files = {"pyproject.toml": project, "parts/churn/__init__.py": "", **more}
    assert bool(found("package-not-found", files)) is told


def test_a_table_that_only_lists_requirements_builds_nothing() -> None:
    files = {"dev/__init__.py": "", "churn/__init__.py": "", "site/__init__.py": ""}
    lists = '[project.optional-dependencies]\ntest = ["pytest"]\n'
    assert not found("package-ambiguous", {"pyproject.toml": lists, **files})
    assert found("package-ambiguous", {"pyproject.toml": '[project]\nname = "churn"\n', **files})


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/home/airflow/dags/rows", False),
        ("/home/pi/rows", False),
        ("/home/airflowers/rows", True),
        ("/home/anna/rows", True),
    ],
)
def test_the_home_of_an_image_is_everywhere(path: str, told: bool) -> None:
    assert bool(found("path-absolute", {"a.py": f"ROWS = '{path}'\n"})) is told


@pytest.mark.parametrize(("more", "told"), [("'-t', '.'", False), ("'--upgrade'", True)])
def test_a_program_may_install_into_a_directory(more: str, told: bool) -> None:
    text = f"import subprocess\n\nsubprocess.run(['pip', 'install', 'churn', {more}])\n"
    assert bool(found("package-installed-at-run", {"a.py": text})) is told


@pytest.mark.parametrize(
    ("name", "untested"), [("ansible_collections.a.b.plugins.module_utils.api", {"other"}), ("b.api", None)]
)
def test_a_collection_of_ansible_is_imported_by_its_own_name(name: str, untested: set[str] | None) -> None:
    files = {
        "galaxy.yml": "namespace: a\nname: b\n",
        "plugins/module_utils/api.py": "def call():\n    return 1\n\ndef other():\n    return 2\n",
        "tests/unit/test_api.py": f"from {name} import call\n\ndef test_it():\n    assert call()\n",
    }
    messages = found("function-unused", files)
    assert bool(found("tests-missing", files)) is (untested is None)
    assert not found("package-missing", files)
    if untested:
        assert {message.split("`")[1].rpartition(".")[2] for message in messages} == untested


LIBRARY = "class Churn:\n    def open_rows(self, path):\n        return path + '/'\n\n"
LIBRARY += "    def count_rows(self):\n        return 1 + 1\n"
ROBOT = "*** Settings ***\nLibrary    churn.Churn\n\n*** Test Cases ***\nOpens\n    {keyword}    rows.csv\n"


def test_keywords_of_robot_framework_are_tests() -> None:
    project = '[project]\nname = "churn"\n[build-system]\nrequires = ["hatchling"]\n'
    project += 'build-backend = "hatchling.build"\n'
    files = {"pyproject.toml": project, "src/churn/__init__.py": LIBRARY}
    assert found("tests-missing", files)
    files["atest/open.robot"] = ROBOT.format(keyword="Open Rows")
    assert not found("tests-missing", files)
    files["src/churn/sums.py"] = SUM
    files["tests/test_sums.py"] = "from churn.sums import total\n\ndef test_it():\n    assert not total([])\n"
    assert [message.split("`")[1] for message in found("public-function-untested", files)] == [
        "churn.Churn.count_rows"
    ]
    files["atest/open.robot"] = ROBOT.format(keyword="Opened Rows")
    assert len(found("public-function-untested", files)) == 2


@pytest.mark.parametrize(("tool", "told"), [("mkdocs.commands.build", False), ("yaml", True)])
def test_a_tool_that_a_test_runs_loads_the_plugins(tool: str, told: bool) -> None:
    project = '[project]\nname = "churn"\n[project.entry-points."mkdocs.plugins"]\nchurn = "churn:Plugin"\n'
    project += '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    plugin = "from mkdocs.plugins import BasePlugin\n\nclass Plugin(BasePlugin):\n"
    plugin += "    def on_page(self, text):\n        return upper(text)\n\n"
    plugin += "def upper(text):\n    return text.upper()\n"
    files = {
        "pyproject.toml": project,
        "src/churn/__init__.py": plugin,
        "src/churn/sums.py": SUM,
        "tests/test_build.py": f"from {tool} import build\nfrom churn.sums import total\n\n"
        "def test_it():\n    build(total([1]))\n    assert total([]) == 0\n",
    }
    assert any("upper" in message for message in found("public-function-untested", files)) is told


@pytest.mark.parametrize(("name", "told"), [("burp", False), ("churn", True)])
def test_a_module_of_a_host_is_not_one_of_the_project(name: str, told: bool) -> None:
    files = {
        "plugin.py": f"from {name}.api import handler\n\nprint(handler)\n",
        f"{name}/__init__.py": "",
        f"{name}/api.py": "def other():\n    return 1\n",
    }
    assert bool(found("import-target-missing", files)) is told


SERVICE = "".join(f"def step_{number}(row):\n    return row + 1\n\n" for number in range(6))
ASKS = "import requests\n\n{}def test_it():\n    assert requests.get('http://localhost:5000').ok\n"


@pytest.mark.parametrize(
    ("imports", "messages"),
    [
        ("", ["no test reaches any of the 6 public functions"]),
        (
            "from churn import step_0\n\nstep_0(1)\n\n",
            ["no test reaches 5 of the 6 public functions of `src/churn/__init__.py`"],
        ),
    ],
)
def test_functions_of_which_no_test_reaches_one_are_reported_once(imports: str, messages: list[str]) -> None:
    project = '[project]\nname = "churn"\n[build-system]\nrequires = ["hatchling"]\n'
    project += 'build-backend = "hatchling.build"\n'
    files = {"pyproject.toml": project, "src/churn/__init__.py": SERVICE}
    files["tests/test_service.py"] = ASKS.format(imports)
    assert not found("tests-missing", files)
    assert [message.split(":")[0] for message in found("public-function-untested", files)] == messages


@pytest.mark.parametrize(
    ("reached", "messages"),
    [
        (2, ["no test reaches 28 of the 30 public functions"]),
        (4, ["no test reaches 26 of the 30 public functions of `src/churn/__init__.py`"]),
    ],
)
def test_functions_of_which_tests_reach_hardly_one_are_reported_once(
    reached: int, messages: list[str]
) -> None:
    project = '[project]\nname = "churn"\n[build-system]\nrequires = ["hatchling"]\n'
    project += 'build-backend = "hatchling.build"\n'
    source = "".join(f"def step_{number}(row):\n    return row + {number}\n\n" for number in range(30))
    names = [f"step_{number}" for number in range(reached)]
    test = f"from churn import {', '.join(names)}\n\ndef test_it():\n" + "".join(
        f"    assert {name}(1)\n" for name in names
    )
    files = {"pyproject.toml": project, "src/churn/__init__.py": source, "tests/test_steps.py": test}
    assert [message.split(":")[0] for message in found("public-function-untested", files)] == messages


@pytest.mark.parametrize(("library", "names"), [("graphene", set()), ("starlette", {"resolve"})])
def test_graphene_calls_middleware_that_settings_name(library: str, names: set[str]) -> None:
    files = {
        "src/demo/__init__.py": "",
        "src/demo/api.py": f"import {library}\n\n\nclass Guard:\n    def resolve(self, call, info):\n"
        "        return call(info) + 1\n\n\ndef ask(rows):\n    return sorted(rows)\n",
        "tests/test_api.py": "from demo.api import ask\n\nLIST = ['demo.api.Guard']\n\n\n"
        "def test_it():\n    assert ask([1])\n",
    }
    assert {
        message.split("`")[1].rpartition(".")[2] for message in found("public-function-untested", files)
    } == names


@pytest.mark.parametrize(
    ("call", "told"), [("execute_from_command_line(sys.argv)", False), ("run(sys.argv)", True)]
)
def test_the_manage_script_of_django_is_no_program_of_its_own(call: str, told: bool) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "demo"\nversion = "1"\n'
        '[tool.roadworthy]\nprofile = "application"\n',
        "demo/__init__.py": "",
        "demo/model.py": "def fit(rows):\n    return sorted(rows)\n",
        "demo/manage.py": f"import sys\n\n\ndef main():\n    {call}\n",
        "tests/test_model.py": "from demo.model import fit\n\n\ndef test_it():\n    assert fit([1])\n",
    }
    assert bool(found("pipeline-untested", files)) is told
