"""The road: done, partly, not or unknown, by what was seen and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from roadworthy.commands.run import Request, check
from roadworthy.core.road import RoadSign, RoadState, RoadStep
from roadworthy.score.road import SHOWN, _state
from roadworthy.testing import build_wheel
from roadworthy.testing.pages import plugins
from tests.cli.conftest import GOOD, Run

WORKFLOW = "on: push\njobs:\n  release:\n    runs-on: x\n    steps:\n"
STEPS = ["code prepared", "package built", "published", "deployed", "monitored"]


def road(root: Path, *paths: str) -> dict[str, RoadStep]:
    report = check(Request(tuple(f"{root}/{path}" for path in paths) or (str(root),), plugins=plugins()))
    return {step.name: step for step in report.projects[0].road}


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def test_the_steps_come_in_their_order(tmp_path: Path) -> None:
    write(tmp_path, {"train.py": "print(1)\n"})
    assert list(road(tmp_path)) == STEPS


def test_what_is_absent_is_not_done_and_what_leaves_no_trace_is_unknown(tmp_path: Path) -> None:
    write(tmp_path, {"train.py": "import numpy\n\nmodel = numpy.ones(3)\nprint(model)\n"})
    steps = road(tmp_path)
    lacks = [sign.text for sign in steps["code prepared"].signs if sign.state == "not"]
    assert "all code is in scripts and notebooks" in lacks
    assert steps["published"].state == "unknown"
    assert "by hand it leaves no trace" in steps["published"].signs[0].text


def sign(steps: dict[str, RoadStep], step: str, title: str) -> RoadSign:
    (found,) = (sign for sign in steps[step].signs if sign.title == title)
    return found


@pytest.mark.parametrize(
    ("step", "title", "text", "command", "line"),
    [
        ("published", "A pipeline publishes it", "- run: twine upload dist/*", "twine upload dist/*", 6),
        (
            "published",
            "A pipeline publishes it",
            "- uses: pypa/gh-action-pypi-publish@v1",
            "pypa/gh-action-",
            6,
        ),
        ("package built", "A pipeline builds the package", "- run: |\n          uv   build", "uv build", 7),
        (
            "package built",
            "A pipeline builds the package",
            "- run: python -m build --sdist",
            "build --sdist",
            6,
        ),
    ],
)
def test_a_pipeline_is_evidence_with_its_place(
    step: str, title: str, text: str, command: str, line: int, tmp_path: Path
) -> None:
    workflow = f"{WORKFLOW}      {text}\n"
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": "", ".github/workflows/r.yml": workflow})
    found = sign(road(tmp_path), step, title)
    assert found.state == "done"
    assert found.text.startswith(f"`{command}")
    assert found.place is not None
    assert found.place.path.endswith(".github/workflows/r.yml")
    assert found.place.line == line


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".gitlab-ci.yml", "release:\n  script:\n    - twine upload dist/*\n"),
        (
            "Jenkinsfile",
            "pipeline {\n agent any\n stages { stage('x') { steps { sh 'twine upload dist/*' } } }\n}\n",
        ),
        (
            "bitbucket-pipelines.yml",
            "pipelines:\n  default:\n    - step:\n        script:\n          - twine upload dist/*\n",
        ),
    ],
)
def test_every_system_that_is_read_can_publish(path: str, text: str, tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": "", path: text})
    found = sign(road(tmp_path), "published", "A pipeline publishes it")
    assert (found.state, found.text) == ("done", "`twine upload dist/*`")


@pytest.mark.parametrize(
    "line",
    [
        "- run: echo ok  # twine upload",
        "- name: twine upload",
        "- run: echo twine upload",
        "- if: false\n        run: twine upload dist/*",
    ],
)
def test_what_is_not_run_is_no_evidence(line: str, tmp_path: Path) -> None:
    workflow = f"{WORKFLOW}      {line}\n"
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": "", ".github/workflows/r.yml": workflow})
    steps = road(tmp_path)
    assert steps["published"].state == "unknown"
    assert sign(steps, "published", "A pipeline publishes it").text.startswith("no pipeline does it; ")


def test_a_pipeline_that_cannot_be_read_is_said_to_be_so(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": "", ".drone.yml": "kind: pipeline\n"})
    found = sign(road(tmp_path), "published", "A pipeline publishes it")
    assert (found.state, found.place) == ("unknown", None)
    assert found.text.startswith("not every pipeline can be read; ")


def test_a_library_is_deployed_by_those_who_use_it(tmp_path: Path) -> None:
    workflow = f"{WORKFLOW}      - run: docker push example.org/demo:1\n"
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": "", ".github/workflows/r.yml": workflow})
    found = sign(road(tmp_path), "deployed", "Something runs it")
    assert (found.state, found.text) == ("unknown", "a library is deployed by those who use it")


@pytest.mark.parametrize("command", ["docker push example.org/demo:1", "kubectl apply -f k8s.yaml"])
def test_an_application_is_deployed_by_its_pipeline(command: str, tmp_path: Path) -> None:
    workflow = f"{WORKFLOW}      - run: {command}\n"
    app = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/')\ndef root():\n    return {}\n"
    write(
        tmp_path,
        {
            "requirements.txt": "fastapi==0.115.0\nuvicorn==0.30.0\n",
            "app.py": app,
            "Dockerfile": 'FROM python:3.12\nCOPY . .\nCMD ["uvicorn", "app:app"]\n',
            ".github/workflows/r.yml": workflow,
        },
    )
    found = sign(road(tmp_path), "deployed", "A pipeline deploys it")
    assert (found.state, found.text) == ("done", f"`{command}`")


def test_a_long_command_is_cut(tmp_path: Path) -> None:
    workflow = f"{WORKFLOW}      - run: twine upload {'dist/x ' * 40}\n"
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": "", ".github/workflows/r.yml": workflow})
    assert len(sign(road(tmp_path), "published", "A pipeline publishes it").text) == SHOWN + len("``")


def state(*signs: RoadState) -> RoadState:
    return _state(RoadSign("x", each, "") for each in signs)


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ((), "unknown"),
        (("done", "done"), "done"),
        (("done", "unknown"), "partly"),
        (("partly", "not"), "partly"),
        (("done", "not"), "partly"),
        (("not", "unknown"), "not"),
        (("unknown",), "unknown"),
    ],
)
def test_a_step_is_done_when_all_of_it_is(signs: tuple[RoadState, ...], expected: RoadState) -> None:
    assert state(*signs) == expected


def test_practices_stand_for_their_findings(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": "def f():\n    return 1\n"})
    steps = road(tmp_path)
    titles = [sign.title for step in steps.values() for sign in step.signs]
    assert len(titles) == len(set(titles))
    kept = {sign.title: sign for step in steps.values() for sign in step.signs}
    assert "tests-missing" not in kept, "its group has practices, which say it"


def test_a_sign_is_as_far_as_its_practice(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pyproject.toml": GOOD,
            "src/demo/__init__.py": "def f():\n    return 1\n\n\ndef g():\n    return 2\n",
            "tests/test_f.py": "from demo import f\n\n\ndef test_f():\n    assert f() == 1\n",
            ".github/workflows/r.yml": WORKFLOW + "      - uses: example/anything@v1\n",
        },
    )
    (result,) = check(Request((str(tmp_path),), plugins=plugins())).projects
    assert result.score is not None
    expected: dict[str, RoadState] = {"yes": "done", "partly": "partly", "no": "not", "unknown": "unknown"}
    practices = {p.title: p.state for group in result.score.groups for p in group.practices}
    told = {sign.title: sign.state for step in result.road for sign in step.signs}
    shared = {title: (practices[title], told[title]) for title in practices if title in told}
    assert {state for state, _ in shared.values()} == set(expected)
    assert all(expected[state] == sign for state, sign in shared.values())


def test_a_partial_run_and_artifacts_have_none(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": ""})
    assert road(tmp_path, "src/demo/__init__.py") == {}


def test_the_command_prints_it(run: Run, project: Path) -> None:
    done = run("road", cwd=project)
    assert done.returncode == 0
    assert done.stdout.startswith("demo: the road to production\n\n1. code prepared: ")
    (told,) = json.loads(run("road", "--output-format", "json", cwd=project).stdout)
    assert [step["step"] for step in told["road"]] == STEPS
    screen = run("check", "--output-format", "text", cwd=project).stdout
    assert "\nRoad: code prepared " in screen


@pytest.mark.parametrize(("omitted", "state"), [((), "done"), (("demo-1.0.dist-info/WHEEL",), "not")])
def test_what_pypi_would_say_of_the_artifacts_is_a_sign(
    omitted: tuple[str, ...], state: RoadState, tmp_path: Path
) -> None:
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": ""})
    name, data = build_wheel(omit=omitted)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / name).write_bytes(data)
    assert sign(road(tmp_path), "published", "PyPI would take the artifacts").state == state


def test_without_artifacts_pypi_says_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": ""})
    assert [sign.title for sign in road(tmp_path)["published"].signs] == ["A pipeline publishes it"]


def test_that_no_pipeline_builds_it_is_no_sign(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": GOOD, "src/demo/__init__.py": ""})
    titles = [sign.title for sign in road(tmp_path)["package built"].signs]
    assert titles
    assert "A pipeline builds the package" not in titles
