"""What a person starts and looks at is owed no test; what other code imports is."""

from __future__ import annotations

import pytest

from roadworthy.facts.tests.aside import aside_among, before_window, programs_among
from tests.facts.tests.test_public import summary

RUN = "def run(rows):\n    return [2 * row for row in rows]\n"


def aside(files: dict[str, str]) -> set[str]:
    modules = [summary(path, text) for path, text in files.items()]
    return set(aside_among(modules, [module for module in modules if module.role == "source"]))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/demo_app/examples/agent.py", True),
        ("src/churn/MockData/rows.py", True),
        ("spiking/application/posts.py", True),
        ("src/init_db.py", True),
        ("src/churn/seed.py", True),
        ("src/churn/load_data.py", False),  # a step of most trainings
        ("src/churn/example.py", False),  # a module of a package by any name
        ("src/churn/sample/rows.py", False),
    ],
)
def test_a_place_is_named_for_what_is_shown(path: str, expected: bool) -> None:
    assert (path in aside({path: RUN, "src/churn/model.py": RUN})) is expected


def test_what_other_code_imports_is_part_of_the_work() -> None:
    files = {
        "churn/__init__.py": "",
        "churn/experiments/__init__.py": "",
        "churn/experiments/base.py": RUN,
        "churn/experiments/first.py": "from churn.experiments.base import run\n\nprint(run([1]))\n",
    }
    assert aside({**files, "churn/model.py": RUN}) == set(files) - {"churn/__init__.py"}
    used = {**files, "churn/model.py": "from churn.experiments.base import run\n"}
    assert aside(used) == {"churn/experiments/__init__.py", "churn/experiments/first.py"}
    onward = {**files, "churn/model.py": "from churn.experiments import first\n"}
    assert aside(onward).isdisjoint({"churn/experiments/base.py", "churn/experiments/first.py"})


def test_a_test_may_import_its_data() -> None:
    files = {"src/seed.py": RUN, "src/model.py": RUN, "tests/conftest.py": "from src.seed import run\n"}
    assert aside(files) == {"src/seed.py"}


def test_a_project_of_experiments_has_nothing_beside_them() -> None:
    assert aside({"experiments/__init__.py": "", "experiments/first.py": RUN}) == set()


WINDOW = (
    "import pygame\n\n\nclass Board:\n    def show(self):\n        pygame.display.flip()\n\n"
    "    def align(self, side):\n        self.side = side.lower()\n\n\n"
    "class Game:\n    def winner(self, rows):\n        return max(rows)\n\n\n"
    "def wait():\n    return pygame.event.get()\n\n\ndef score(rows):\n    return sum(rows)\n"
)


def test_what_draws_a_window_is_looked_at() -> None:
    module = summary("src/demo/board.py", WINDOW)
    watched = before_window(module)
    names = {".".join(item.route) for item in module.definitions if id(item) in watched}
    assert names == {"Board.show", "Board.align", "wait"}


UPLOAD = (
    "def upload({taken}):\n    return sorted([2, 1])\n\n\n{more}if __name__ == '__main__':\n    {started}\n"
)


@pytest.mark.parametrize(
    ("taken", "more", "started", "beside", "expected"),
    [
        ("", "", "upload()", "", {"upload"}),
        ("rows", "", "upload([1])", "", set()),
        ("", "def twice():\n    return upload() + upload()\n\n\n", "upload()", "", set()),
        ("", "def main():\n    upload()\n\n\n", "main()", "", {"main"}),
        ("", "", "print('nothing')", "", set()),
        ("", "", "upload()", "from churn.upload import upload\n", set()),
        ("", "", "upload()", "from churn import rows\n", {"upload"}),
    ],
)
def test_a_program_by_another_name_is_called_where_its_module_is_started(
    taken: str, more: str, started: str, beside: str, expected: set[str]
) -> None:
    text = UPLOAD.format(taken=taken, more=more, started=started)
    modules = [summary("churn/upload.py", text), summary("churn/run.py", beside)]
    programs = programs_among(modules, modules)
    assert {one.name for module in modules for one in module.definitions if id(one) in programs} == expected
