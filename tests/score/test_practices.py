"""Practices: each answer, what shows it, and what it earns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.core.groups import GROUPS, WEIGHTS
from roadworthy.core.practice import Answer, kept, lacking, practice, untold
from roadworthy.core.result import ProjectResult
from roadworthy.core.score_result import PracticeScore
from roadworthy.score.score import LEAST_MEASURED, PracticeTally, RuleTally, score
from roadworthy.testing.pages import inspect_files, plugins
from tests.score.test_cheats import LIBRARY, MODEL, PYPROJECT, README, REPOSITORY, SCRIPT, TESTS, TRUE

#: A script that mentions more names than settings would.
LONG = SCRIPT + b"".join(b"value_%d = data.column_%d.mean()\n" % (n, n) for n in range(20))
WEIGHTED = WEIGHTS["2026"]["library"]
SHARES = st.none() | st.floats(0, 1)


@st.composite
def practices(draw: st.DrawFn) -> list[PracticeTally]:
    return [
        PracticeTally(f"practice-{number}", draw(st.sampled_from(GROUPS)), points, draw(SHARES))
        for number, points in enumerate(draw(st.lists(st.integers(1, 10), max_size=12)))
    ]


@given(practices())
def test_a_score_of_practices_is_bounded(found: list[PracticeTally]) -> None:
    result = score((), WEIGHTED, frozenset(), found)
    assert -1e-9 <= result.value <= 100 + 1e-9
    assert result.measured <= 100 + 1e-9


@given(practices(), st.data())
def test_earning_more_never_lowers_the_score(found: list[PracticeTally], data: st.DataObject) -> None:
    told = [item for item in found if item.share is not None]
    if told:
        better = data.draw(st.sampled_from(told))
        raised = [PracticeTally(i.practice, i.group, i.points, 1.0) if i is better else i for i in found]
        now = score((), WEIGHTED, frozenset(), found).value
        assert score((), WEIGHTED, frozenset(), raised).value >= now - 1e-9


def test_what_cannot_be_told_leaves_with_its_points() -> None:
    tests = [PracticeTally("a", "tests", 3, 1.0), PracticeTally("b", "tests", 1, None)]
    result = score((), WEIGHTED, frozenset(), tests)
    assert result.measured == 100 - WEIGHTED["tests"] / 4
    assert result.value == pytest.approx(100)


def test_rules_take_of_what_is_earned() -> None:
    half = [PracticeTally("a", "tests", 1, 0.5)]
    taken = score([RuleTally("rule", "tests", 0.5, 1, 1)], WEIGHTED, frozenset(), half)
    assert taken.value == pytest.approx(100 - WEIGHTED["tests"] * 0.75)


def test_who_shows_little_cannot_earn_all() -> None:
    hidden = frozenset(GROUPS) - {"tests"}
    assert score((), WEIGHTED, hidden).value == pytest.approx(100 * WEIGHTED["tests"] / LEAST_MEASURED)


@pytest.mark.parametrize(
    ("answer", "state"),
    [(kept(), "yes"), (kept(share=0.5), "partly"), (lacking("gone"), "no"), (untold("hidden"), "unknown")],
)
def test_an_answer_has_one_word(answer: Answer, state: str) -> None:
    assert answer.state == state


def test_a_practice_without_points_is_refused() -> None:
    with pytest.raises(ValueError, match="earns nothing"):
        practice(0)


def answered(files: dict[str, bytes]) -> dict[str, PracticeScore]:
    result: ProjectResult = inspect_files(files)
    assert result.score is not None, result.reasons
    return {item.name: item for group in result.score.groups for item in group.practices}


def test_what_no_finding_tells_gains_what_it_says() -> None:
    bare = {**LIBRARY, "pyproject.toml": PYPROJECT.partition(b"\n[project.urls]")[0]}
    lack = answered(bare)["distribution-described"]
    assert lack.reason == "no urls"
    now, then = inspect_files(bare).score, inspect_files(LIBRARY).score
    assert now is not None
    assert then is not None
    assert lack.gain == pytest.approx(then.value - now.value)


def test_what_findings_tell_is_not_told_again_by_the_practice() -> None:
    reach = answered({**LIBRARY, "tests/test_model.py": b""})["suite-reaches-code"]
    assert reach.share == 0.0
    assert reach.gain is None


def test_each_practice_names_rules_that_exist() -> None:
    known = plugins()
    assert {name for item in known.practices for name in item.rules} <= known.rules.keys()
    assert all(item.title and not item.title.endswith(".") for item in known.practices)


def test_a_complete_setup_script_keeps_most_of_its_metadata() -> None:
    script = b"""from setuptools import setup

setup(
    name="demo",
    version="1.0",
    description="Predicts who leaves",
    long_description="It predicts.",
    license="MIT",
    python_requires=">=3.11",
    author="A. Nonym",
    url="https://example.org",
    packages=["demo"],
    install_requires=["pandas", "scikit-learn"],
)
"""
    found = answered({**REPOSITORY, "setup.py": script, "demo/__init__.py": b"", "demo/model.py": MODEL})
    assert (found["build-declared"].state, found["build-declared"].share) == ("partly", 0.75)
    assert found["distribution-described"].share == 1.0


def test_metadata_is_described_by_the_share_of_its_fields() -> None:
    bare = b'[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    bare += b'[project]\nname = "demo"\nversion = "1"\nlicense = "MIT"\ndescription = "Predicts"\n'
    found = answered({**LIBRARY, "pyproject.toml": bare})
    assert found["build-declared"].state == "yes"
    assert found["distribution-described"].share == pytest.approx(2 / 6)


def test_imports_are_declared_by_their_share() -> None:
    without = PYPROJECT.replace(b', "scikit-learn>=1.4"', b"")
    assert answered(LIBRARY)["imports-declared"].share == 1.0
    found = answered({**LIBRARY, "pyproject.toml": without})["imports-declared"]
    assert (found.share, found.reason) == (0.5, "not declared: sklearn")


def test_an_import_under_a_condition_need_not_be_declared() -> None:
    guarded = b"try:\n    import duckdb\nexcept ImportError:\n    duckdb = None\n"
    plain = b"import duckdb\n"
    for code, state in ((guarded, "yes"), (plain, "partly")):
        files = {**LIBRARY, "src/demo/model.py": code + LIBRARY["src/demo/model.py"]}
        assert answered(files)["imports-declared"].state == state


def test_the_root_of_a_workspace_leaves_the_package_to_its_members() -> None:
    workspace = b'[tool.uv.workspace]\nmembers = ["backend"]\n'
    names = ("build-declared", "distribution-described", "code-packaged")
    # With fewer functions of its own, such a root has no score at all.
    script = SCRIPT + b"".join(b"def step_%d(): ...\n" % number for number in range(21))
    for root, state in ((workspace, "not-applicable"), (b"[tool.ruff]\nline-length = 100\n", "no")):
        found = answered({**README, "pyproject.toml": root, "scripts/release.py": script})
        assert [found[name].state for name in names] == [state] * 3


def test_the_lock_file_of_a_member_may_stand_further_up() -> None:
    member = {"pyproject.toml": b'[project]\nname = "app"\nversion = "1"\ndependencies = ["fastapi"]\n'}
    member |= {"app/__init__.py": b"", "app/main.py": b"from fastapi import FastAPI\n\napp = FastAPI()\n"}
    assert answered(member)["deployment-pinned"].state == "unknown"
    assert answered({**member, ".git/HEAD": b"ref: refs/heads/main\n"})["deployment-pinned"].state == "no"


def test_a_lock_file_counts_by_what_it_names_of_what_is_deployed() -> None:
    lock = b'version = 1\n[[package]]\nname = "pandas"\nversion = "2.2.0"\n'
    for listed, share in ((b"pandas\n", 1.0), (b"pandas\nscikit-learn\n", 0.5)):
        files = {**README, "train.py": SCRIPT, "requirements.txt": listed, "uv.lock": lock}
        assert answered(files)["deployment-pinned"].share == share


def test_a_library_is_asked_for_no_lock_file_and_an_application_is() -> None:
    assert answered(LIBRARY)["deployment-pinned"].state == "not-applicable"
    script = {**README, "train.py": SCRIPT}
    loose = {**script, "requirements.txt": b"pandas\nscikit-learn\n"}
    pinned = {**script, "requirements.txt": b"pandas==2.2.0\nscikit-learn==1.4.0\n"}
    assert answered(loose)["deployment-pinned"].state == "no"
    assert answered(pinned)["deployment-pinned"].state == "yes"


def test_code_counts_as_packaged_by_the_share_of_its_definitions() -> None:
    assert answered(LIBRARY)["code-packaged"].state == "yes"
    assert answered({**README, "train.py": SCRIPT})["code-packaged"].state == "no"


def test_a_suite_that_reaches_no_code_earns_nothing() -> None:
    for files in (LIBRARY, {**LIBRARY, **TRUE}):
        found = answered(files)
        assert found["suite-reaches-code"].state == found["functions-tested"].state == "no"
    found = answered({**LIBRARY, **TESTS})
    assert found["suite-reaches-code"].state == found["functions-tested"].state == "yes"


def test_a_function_that_no_test_reaches_costs_its_share() -> None:
    one = b"from demo.model import evaluate\n\n\ndef test_score():\n    assert evaluate('a', 'b') == 1\n"
    found = answered({**LIBRARY, "tests/test_model.py": one})["functions-tested"]
    assert found.state == "partly"
    # `load` only hands on its path, so no test is owed for it.
    assert found.share == pytest.approx(1 / 2)
    assert [text for text, _ in found.chain] == ["`demo.model.evaluate`"]


def test_long_scripts_are_no_functions() -> None:
    found = answered({**README, "train.py": LONG, "model.py": MODEL})["steps-are-functions"]
    assert (found.share, found.reason) == (0.5, "scripts without functions: `train.py`")


def test_what_only_names_values_is_no_script() -> None:
    names = b"".join(b"VALUE_%d = types.KIND_%d\nLIMIT_%d = %d\n" % (n, n, n, n) for n in range(30))
    files = {**README, "constants.py": b"import types\n" + names, "model.py": MODEL}
    assert answered(files)["steps-are-functions"].state == "yes"


def test_a_practice_whose_lack_is_accepted_leaves_the_score() -> None:
    accepted = PYPROJECT + b'\n[tool.roadworthy.ignore]\ntests-missing = "tested elsewhere"\n'
    found = answered({**LIBRARY, "pyproject.toml": accepted})["suite-reaches-code"]
    assert (found.state, found.reason) == ("not-applicable", "accepted: tested elsewhere")


def test_fixing_all_findings_of_a_rule_gains_what_its_practice_lacks() -> None:
    result = inspect_files(LIBRARY)
    (rule,) = [item for item in result.rules if item.name == "tests-missing"]
    assert rule.gain is not None
    assert rule.gain > 20


def test_an_sdist_says_nothing_of_a_repository() -> None:
    found = answered({**LIBRARY, "PKG-INFO": b"Name: demo\n"})
    assert found["under-version-control"].state == "unknown"


def workflow(*commands: str, on: str = "[push, pull_request]") -> dict[str, bytes]:
    lines = [f"on: {on}", "jobs:", "  check:", "    runs-on: ubuntu-latest", "    steps:"]
    text = "\n".join([*lines, *(f"      - run: {command}" for command in commands)]) + "\n"
    return {**LIBRARY, **TESTS, ".github/workflows/ci.yml": text.encode()}


@pytest.mark.parametrize(
    ("files", "runs", "before"),
    [
        (workflow("pip install . pytest", "pytest"), "yes", "yes"),
        (workflow("pip install . pytest", "pytest", on="{push: {branches: [main]}}"), "yes", "no"),
        (workflow("pip install . pytest", "pytest || true"), "no", "no"),
        (workflow("echo pytest"), "no", "no"),
        ({**LIBRARY, **TESTS}, "no", "no"),
    ],
)
def test_changes_are_tested_by_what_pipelines_really_run(
    files: dict[str, bytes], runs: str, before: str
) -> None:
    found = answered(files)
    assert (found["tests-run"].state, found["changes-tested"].state) == (runs, before)


def test_the_chain_leads_through_what_a_pipeline_calls() -> None:
    files = {**workflow("make check"), "Makefile": b"check:\n\truff check .\n\tpytest\n"}
    found = answered(files)["changes-tested"]
    (seen,) = [text for text, _ in found.chain]
    assert ".github/workflows/ci.yml" in seen
    assert "Makefile:3" in seen
    assert answered(files)["code-linted"].share == 1.0


SERVICE = b"""from fastapi import FastAPI
from demo.model import train

app = FastAPI()


@app.get("/healthz")
def health():
    return "ok"


@app.post("/predict")
def predict(row: dict):
    return train(row).predict(row)
"""
WATCHED = b"""from evidently import Report
from evidently.presets import DataDriftPreset


def watch(reference, current):
    return Report([DataDriftPreset()]).run(reference, current)
"""


PROFILED = b'\n[tool.roadworthy]\nprofile = "ml-service"\n'


def service(*more: tuple[str, bytes]) -> dict[str, bytes]:
    return {**LIBRARY, "pyproject.toml": PYPROJECT + PROFILED, "src/demo/app.py": SERVICE, **dict(more)}


@pytest.mark.parametrize(
    ("commands", "state", "share"),
    [
        ("RUN pip install dist/demo-1.0-py3-none-any.whl", "yes", 1.0),
        ("COPY . .\nRUN pip install .", "yes", 1.0),
        ("COPY . .\nRUN pip install -r requirements.txt", "partly", 0.5),
        ("COPY . .", "no", 0.0),
        ("COPY . .\nRUN ./install.sh", "unknown", None),
        ("COPY . .\nRUN rm --force *.whl && chmod +x ./start.sh", "no", 0.0),
    ],
)
def test_an_image_earns_by_what_it_installs(commands: str, state: str, share: float | None) -> None:
    text = f"FROM python:3.12-slim\n{commands}\nUSER 1000\nCMD demo\n"
    found = answered(service(("Dockerfile", text.encode())))
    image = found["image-installs-project"]
    assert (image.state, image.share) == (state, share)
    assert found["image-unprivileged"].state == "yes"


def test_an_image_that_runs_as_root_earns_nothing_for_its_user() -> None:
    text = b"FROM python:3.12-slim\nRUN pip install dist/demo-1.0-py3-none-any.whl\nCMD demo\n"
    assert answered(service(("Dockerfile", text)))["image-unprivileged"].state == "no"
    two = service(("Dockerfile", text), ("web/Dockerfile", text.replace(b"CMD", b"USER demo\nCMD")))
    found = answered(two)["image-unprivileged"]
    assert (found.share, found.reason) == (0.5, "1 of 2 images set no `USER`")


def test_what_is_pinned_in_part_says_what_is_not() -> None:
    files = {**README, "train.py": SCRIPT, "requirements.txt": b"pandas==2.2.0\nscikit-learn\n"}
    found = answered(files)["deployment-pinned"]
    assert (found.share, found.reason) == (0.5, "not pinned: scikit-learn")


@pytest.mark.parametrize(
    ("command", "state"), [("./start.sh", "unknown"), ("uwsgi app.ini", "unknown"), ("demo", "no")]
)
def test_a_script_may_start_what_it_starts_as_the_owner_of_the_files(command: str, state: str) -> None:
    text = f"FROM python:3.12-slim\nRUN pip install . && chown -R demo:demo /data\nCMD {command}\n"
    assert answered(service(("Dockerfile", text.encode())))["image-unprivileged"].state == state


def test_drift_is_watched_by_what_is_called_and_not_by_an_import() -> None:
    unused = ("src/demo/watch.py", b"import evidently\n\n\ndef watch(rows):\n    return rows\n")
    uncalled = ("src/demo/watch.py", WATCHED)
    called = (
        "src/demo/job.py",
        b"from demo.watch import watch\n\nif __name__ == '__main__':\n    watch([], [])\n",
    )
    job = b"on: {schedule: [{cron: '0 3 * * *'}]}\njobs:\n  watch:\n    steps:\n"
    job += b"      - run: python src/demo/job.py\n"
    assert answered(service(unused))["drift-watched"].state == "no"
    assert answered(service(uncalled))["drift-watched"].state == "no"
    assert answered(service(uncalled, called))["drift-watched"].share == 0.4
    scheduled = service(uncalled, called, (".github/workflows/watch.yml", job))
    assert answered(scheduled)["drift-watched"].state == "yes"


@pytest.mark.parametrize(
    ("name", "state"), [("drift", "no"), ("naive_with_drift", "no"), ("detect_drift", "partly")]
)
def test_a_forecast_with_a_drift_watches_nothing(name: str, state: str) -> None:
    defined = (
        "src/demo/watch.py",
        f"def {name}(train, h):\n    return abs(train.mean() - h.mean())\n".encode(),
    )
    called = f"from demo.watch import {name}\n\nif __name__ == '__main__':\n    {name}([], 1)\n".encode()
    assert answered(service(defined, ("src/demo/job.py", called)))["drift-watched"].state == state


def test_metrics_of_a_model_count_no_requests() -> None:
    route = b"from demo.app import app\n\n\n@app.get('/metrics')\ndef metrics():\n    return {'auc': 0.5}\n"
    counted = b"import prometheus_client\n" + route
    assert answered(service(("src/demo/metrics.py", route)))["requests-counted"].state == "unknown"
    # An import counts nothing.
    assert answered(service(("src/demo/metrics.py", counted)))["requests-counted"].state == "unknown"


def test_an_image_without_python_is_not_asked_what_it_installs() -> None:
    text = b'FROM node:22\nCOPY . .\nRUN npm ci\nCMD ["npm", "test"]\n'
    assert answered(service(("frontend/Dockerfile", text)))["image-installs-project"].state == "unknown"


def test_a_file_called_drift_is_no_evidence() -> None:
    job = ("deploy/drift.yaml", b"kind: CronJob\n")
    assert answered(service(job))["drift-watched"].state == "unknown"


def test_a_service_answers_for_its_health_and_counts_what_it_does() -> None:
    found = answered(service())
    assert (found["health-answered"].state, found["requests-counted"].state) == ("yes", "no")


def test_a_library_is_asked_for_no_image_and_no_monitoring() -> None:
    found = answered(LIBRARY)
    for name in ("image-installs-project", "drift-watched", "health-answered"):
        assert found[name].state == "not-applicable"


def test_a_backend_of_the_projects_own_builds_what_setup_cfg_declares() -> None:
    toml = b"[build-system]\nrequires = []\nbuild-backend = 'own.hooks'\nbackend-path = ['packaging']\n"
    cfg = b"[metadata]\nname = demo\nversion = 1.0\ndescription = A demo\n"
    found = answered({**LIBRARY, "pyproject.toml": toml, "setup.cfg": cfg})
    assert (found["build-declared"].state, found["distribution-described"].state) == ("yes", "yes")
    assert answered({**LIBRARY, "pyproject.toml": toml})["build-declared"].state == "no"


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param('[project.scripts]\nchurn = "churn:main"\n', id="pyproject.toml"),
        pytest.param('[tool.poetry.scripts]\nchurn = "churn:main"\n', id="Poetry"),
    ],
)
def test_an_image_that_starts_a_command_which_it_lacks_installs_nothing(declared: str) -> None:
    image = b'FROM python:3.13\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCMD ["churn"]\n'
    backend = 'requires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n'
    project = '[project]\nname = "churn"\nversion = "1"\n'
    if "poetry" in declared:
        project = '[tool.poetry]\nname = "churn"\nversion = "1"\n'
    service = '[tool.roadworthy]\nprofile = "application"\n'
    files = {
        "pyproject.toml": f"[build-system]\n{backend}{project}{declared}{service}".encode(),
        "churn/__init__.py": b"def main():\n    print(1)\n",
        "requirements.txt": b"numpy==2.0.0\n",
        "Dockerfile": image,
    }
    found = answered(files)["image-installs-project"]
    assert (found.state, found.reason) == (
        "no",
        "it starts `churn`, but nothing installs the project into it",
    )
    mounted = answered({**files, "Dockerfile": image.replace(b'"churn"', b'"python", "app.py"')})
    assert mounted["image-installs-project"].state == "unknown"
