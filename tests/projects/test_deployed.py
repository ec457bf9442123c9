"""Projects inside another one that run as services are inspected with it; others are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.projects.discover import discover
from roadworthy.testing.pages import plugins
from tests.hostile.support import write_tree

ROOT = {"pyproject.toml": "[tool.poetry]\nname = 'demo'\n", "demo.py": "x = 1\n"}
APP = "from fastapi import FastAPI\n\napp = FastAPI()\n"
IMAGE = 'FROM python:3.12\nCOPY . .\nCMD ["uvicorn", "app:app"]\n'


def service(directory: str, project: str = "[tool.poetry]\nname = 'serving'\n") -> dict[str, str]:
    return {
        f"{directory}/pyproject.toml": project,
        f"{directory}/app.py": APP,
        f"{directory}/Dockerfile": IMAGE,
    }


def roots(top: Path) -> list[str]:
    return [Path(project.root).relative_to(top).as_posix() for project in discover([str(top)])]


@pytest.mark.parametrize("project", ["[tool.poetry]\nname = 'serving'\n", "[project]\nname = 'serving'\n"])
def test_a_service_inside_a_project_is_a_project_of_the_run(project: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {**ROOT, **service("serving/web", project)})
    assert roots(tmp_path) == [".", "serving/web"]
    report = check(Request([str(tmp_path)], plugins=plugins()))
    assert [result.name for result in report.projects] == ["demo", "serving"]
    assert [item for item in report.skipped if "serving" in item.path] == []


def test_a_service_inside_a_service_is_one_more(tmp_path: Path) -> None:
    write_tree(tmp_path, {**ROOT, **service("one"), **service("one/two")})
    assert roots(tmp_path) == [".", "one", "one/two"]


def test_a_project_that_an_image_of_the_one_around_it_holds_is_deployed(tmp_path: Path) -> None:
    inner = {path: text for path, text in service("backend").items() if not path.endswith("Dockerfile")}
    image = "FROM python:3.12\nCOPY backend/pyproject.toml backend/app.py ./\nCMD uvicorn app:app\n"
    write_tree(tmp_path, {**ROOT, **inner, "Dockerfile": image})
    assert roots(tmp_path) == [".", "backend"]


@pytest.mark.parametrize("image", ["FROM python:3.12\nCOPY demo.py .\n", "FROM x\nCOPY --from=y backend .\n"])
def test_a_project_that_nothing_deploys_is_said_to_be_left_out(image: str, tmp_path: Path) -> None:
    inner = {path: text for path, text in service("backend").items() if not path.endswith("Dockerfile")}
    write_tree(tmp_path, {**ROOT, **inner, "Dockerfile": image})
    assert roots(tmp_path) == ["."]
    report = check(Request([str(tmp_path)], plugins=plugins()))
    assert [item.reason for item in report.skipped] == ["a project of its own: name it to inspect it"]


@pytest.mark.parametrize(
    "directory",
    "tests/serving examples/serving docs/serving vendor/serving templates/serving week-3/serving".split(),
)
def test_services_that_show_or_try_something_are_left_out(directory: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {**ROOT, **service(directory)})
    assert roots(tmp_path) == ["."]


def test_a_service_that_is_ignored_is_left_out(tmp_path: Path) -> None:
    write_tree(tmp_path, {**ROOT, **service("old"), ".gitignore": "old/\n"})
    assert roots(tmp_path) == ["."]


def test_a_file_that_is_named_brings_no_service_with_it(tmp_path: Path) -> None:
    write_tree(tmp_path, {**ROOT, **service("serving")})
    found = discover([str(tmp_path / "demo.py")])
    assert [Path(project.root).resolve() for project in found] == [tmp_path.resolve()]


@pytest.mark.parametrize("path", ["backend/web/Dockerfile", "Dockerfile"])
def test_a_service_that_is_a_package_too_must_deploy_itself(path: str, tmp_path: Path) -> None:
    files = {name: text for name, text in service("backend/web").items() if not name.endswith("Dockerfile")}
    image = IMAGE if path.startswith("backend") else "FROM python:3.12\nCOPY backend/web .\n"
    package = {"backend/__init__.py": "", "backend/web/__init__.py": ""}
    write_tree(tmp_path, {**ROOT, **files, **package, path: image})
    own = path.startswith("backend")
    assert roots(tmp_path) == ([".", "backend/web"] if own else ["."])
    report = check(Request([str(tmp_path)], plugins=plugins()))
    assert (report.projects[0].score is None) is not own
