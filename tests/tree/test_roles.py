"""What a file is for, judged by its path alone."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules
from roadworthy.tree.roles import (
    Roles,
    copied_from,
    is_declaring,
    is_for_development,
    is_run,
    is_template,
    kept_in,
    path_words,
    role_of,
)


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("src/churn/model.py", "source"),
        ("app/polls/tests.py", "test"),
        ("tests/helpers.py", "test"),
        ("src/churn/test_model.py", "test"),
        ("src/churn/testing.py", "source"),
        ("01-lectures/tensors.ipynb", "example"),
        ("attention_tutorial.ipynb", "example"),
        ("lecturesales/eda.ipynb", "source"),
        ("01-lectures/tensors.py", "source"),
        ("bookmarks/tests_e2e/e2e_test_navigation.py", "test"),
        ("integration-tests/run.py", "test"),
        ("src/churn/contests/model.py", "source"),
        ("src/churn/test_bench/model.py", "source"),
        ("test.py", "source"),
        ("docs/conf.py", "documentation"),
        ("src/churn/_vendor/six.py", "vendored"),
        ("scripts/clean.py", "example"),
        ("src/churn/scripts/clean.py", "source"),
        ("setup.py", "configuration"),
        (".github/label.py", "configuration"),
        ("t/unit/test.py", "test"),
        ("t.py", "source"),
        ("fixtures/broken.py", "test"),
        ("src/churn/fixtures/load.py", "source"),
        ("docs_src/tutorial.py", "example"),
        ("typing-examples/api.py", "example"),
        ("exampleton/api.py", "source"),
        ("src/churn/example_request.py", "example"),
        ("experiments/try_lr.py", "example"),
        ("src/churn/experiments/base.py", "source"),
        ("rsr_convert_scripts/convert.py", "example"),
        ("manuscripts/index.py", "source"),
        ("deprecated/run.py", "example"),
        ("src/churn/legacy/run.py", "source"),
    ],
)
def test_role(path: str, role: str) -> None:
    assert role_of(path) == role


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("requirements-docker.txt", "requirements docker txt"),
        ("science/requirements_dev.in", "science requirements dev in"),
        ("src/EmailTemplates/send2.py", "src email templates send2 py"),
        ("", ""),
    ],
)
def test_words_of_a_path(path: str, words: str) -> None:
    assert path_words(path) == frozenset(words.split())


@pytest.mark.parametrize(
    "path",
    [
        "requirements-dev.txt",
        "requirements_test.txt",
        "ci/requirements.txt",
        "docs/requirements.txt",
        "requirements/linting.txt",
        "requirementsDev.txt",
        "requirementsdev.txt",
    ],
)
def test_requirements_of_developers(path: str) -> None:
    assert is_for_development(path)


@pytest.mark.parametrize(
    "path",
    [
        "requirements.txt",
        "requirements-docker.txt",
        "science/requirements.txt",
        "requirements-contest.txt",
        "requirements/device.txt",
        "requirements-rebuilder.txt",
    ],
)
def test_requirements_whose_paths_only_hold_such_letters(path: str) -> None:
    assert not is_for_development(path)


@pytest.mark.parametrize(
    "path",
    [
        "{{ cookiecutter.name }}/main.py",
        "templates/service/main.py",
        "src/demo/templates/main.py",
        "cookiecutter-churn/main.py",
        "src/demo/project_template/settings.py",
    ],
)
def test_scaffolds(path: str) -> None:
    assert is_template(path, {path})


@pytest.mark.parametrize(
    "path",
    [
        "src/demo/email_templates/send.py",
        "src/demo/template.py",
        "templates.py",
        "src/contemplate/main.py",
        "src/cookiecutters/main.py",
    ],
)
def test_what_is_only_called_like_a_scaffold(path: str) -> None:
    assert not is_template(path, {path})


def test_a_package_called_templates_is_code() -> None:
    assert not is_template("src/demo/templates/send.py", {"src/demo/templates/__init__.py"})


@pytest.mark.parametrize(
    "path", ["requirements-dev.txt", "conda/environment.yml", "uv.lock", "setup.py", "constraints-3.12.txt"]
)
def test_what_declares_dependencies(path: str) -> None:
    assert is_declaring(path)


@pytest.mark.parametrize(
    "path",
    [
        "secondary.yml",
        "envoy.yaml",
        "independent.txt",
        "src/environment.py",
        "wandb/run-20240501/files/requirements.txt",
        "mlruns/0/model/conda.yaml",
    ],
)
def test_what_does_not(path: str) -> None:
    assert not is_declaring(path)


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("experiments/fit.py", "source"),
        ("convert_scripts/fit.py", "source"),
        ("deprecated/fit.py", "example"),
        ("legacy/fit.py", "source"),
        ("examples/fit.py", "example"),
    ],
)
def test_what_a_project_without_a_package_is_there_for(path: str, role: str) -> None:
    assert Roles(loose=True, folders=frozenset({"legacy"})).of(path) == role


def test_a_service_may_run_an_experiment_beside_a_package() -> None:
    assert is_run("experiments/serve.py", "example")
    assert not is_run("examples/serve.py", "example")


@pytest.mark.parametrize(
    ("path", "original"),
    [
        ("notebooks/eda-Copy1.ipynb", "notebooks/eda.ipynb"),
        ("Copy_of_eda.ipynb", "eda.ipynb"),
        ("eda (2).ipynb", "eda.ipynb"),
        ("eda - Copy.ipynb", "eda.ipynb"),
        ("eda copy 2.ipynb", "eda.ipynb"),
        ("eda_copy.ipynb", "eda.ipynb"),
        ("hard-copy.ipynb", None),
        ("eda-Copy1.py", None),
    ],
)
def test_the_original_of_a_copied_notebook(path: str, original: str | None) -> None:
    assert copied_from(path) == original


BROKEN = b"def send(:\n"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("src/demo/email_templates/send.py", ["unreadable-file"]),
        ("src/demo/templates/send.py", []),
        ("template/send.py", []),
    ],
)
def test_a_broken_file_is_a_fault_unless_it_is_a_part_of_a_scaffold(path: str, found: list[str]) -> None:
    result = inspect_files({"src/demo/__init__.py": b"", path: BROKEN}, [])
    assert [finding.rule for finding in result.findings] == found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("requirements.txt", 1),
        ("science/requirements.txt", 1),
        ("ci/requirements.txt", 0),
        ("docs/requirements.txt", 0),
    ],
)
def test_a_development_tool_belongs_into_requirements_of_developers(path: str, found: int) -> None:
    rules = [rule for rule in installed_rules() if rule.name == "development-tool-in-runtime"]
    assert len(inspect_files({path: b"black\n"}, rules).findings) == found


NOTEBOOK = b"""{"cells": [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source":
"import os\\nos.chdir('..')\\nclean(1)"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}"""


@pytest.mark.parametrize("original", ["eda.ipynb", "other.ipynb"])
def test_other_rules_leave_a_copy_alone_beside_its_original(original: str) -> None:
    rules = [
        rule for rule in installed_rules() if rule.name in ("notebook-copied", "notebook-name-undefined")
    ]
    result = inspect_files({original: NOTEBOOK, "eda-Copy1.ipynb": NOTEBOOK}, rules)
    found = sorted(f.rule for f in result.findings if f.place.path == "eda-Copy1.ipynb")
    alone = [] if original == "eda.ipynb" else ["notebook-name-undefined"]
    assert found == ["notebook-copied", *alone]


UNUSED = b"import os\n\ndef one():\n    return 1\n"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"src/demo/configobj/LICENSE": b""}, []),
        ({"src/demo/LICENSE": b""}, ["import-unused"]),
        ({}, ["import-unused"]),
    ],
)
def test_a_sub_package_with_a_licence_of_its_own_is_copied(files: dict[str, bytes], found: list[str]) -> None:
    package = {"src/demo/__init__.py": b"", "src/demo/configobj/__init__.py": b""}
    rules = [rule for rule in installed_rules() if rule.name == "import-unused"]
    result = inspect_files({**package, **files, "src/demo/configobj/validate.py": UNUSED}, rules)
    assert [finding.rule for finding in result.findings] == found


PACKAGED = b"""[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "demo"
version = "1.0"
"""


@pytest.mark.parametrize(("path", "found"), [("studies/one.py", []), ("src/demo/one.py", ["import-unused"])])
def test_what_lies_beside_a_package_may_import_what_it_likes(path: str, found: list[str]) -> None:
    rules = [rule for rule in installed_rules() if rule.name == "import-unused"]
    files = {"pyproject.toml": PACKAGED, "src/demo/__init__.py": b"", path: UNUSED}
    assert [finding.rule for finding in inspect_files(files, rules).findings] == found


def test_a_function_called_test_of_another_module_makes_no_suite() -> None:
    model = b"def test_model():\n    return 1\n\ndef fit(rows):\n    return rows\n"
    model += b"".join(b"\ndef part_%d(rows):\n    return rows\n" % number for number in range(5))
    trial = b"from model import test_model\n\ndef main():\n    test_model()\n"
    rules = [rule for rule in installed_rules() if rule.name in ("tests-missing", "public-function-untested")]
    result = inspect_files({"model.py": model, "model_test.py": trial}, rules)
    assert [finding.rule for finding in result.findings] == ["tests-missing"]


def test_a_test_that_is_taken_over_makes_one() -> None:
    common = b"from model import fit\n\ndef test_fit():\n    assert fit(1) == 1\n"
    files = {"model.py": b"def fit(rows):\n    return rows\n", "common_tests.py": common}
    rules = [rule for rule in installed_rules() if rule.name in ("tests-missing", "public-function-untested")]
    taken = b"from common_tests import test_fit\n"
    assert not inspect_files({**files, "model_test.py": taken}, rules).findings


@pytest.mark.parametrize(
    ("path", "holder"),
    [
        ("code/old_files/api.py", "code/old_files"),
        ("source/data/ToBeDel/fit.py", "source/data/ToBeDel"),
        ("models/legacy/fit.py", "models/legacy"),
        ("old_utils/fit.py", "old_utils"),
        ("backend/unused/deep/fit.py", "backend/unused"),
        ("train_unused/__init__.py", "train_unused"),
        ("main_old2.py", "main_old2.py"),
        ("src/fit (copy).py", "src/fit (copy).py"),
        ("src/fit_bkp.py", "src/fit_bkp.py"),
        ("eda_backup.ipynb", "eda_backup.ipynb"),
        ("backup_before_refactor/fit.py", "backup_before_refactor"),
        ("src/old-from-2023/fit.py", "src/old-from-2023"),
        ("backup_manager/fit.py", None),
        ("pkg/backup/fit.py", None),
        ("drive_backup/fit.py", None),
        ("pkg_backup/fit.py", "pkg_backup"),
        ("scripts/backup/fit.py", "scripts/backup"),
        ("legacy_scans/2026/fit.py", "legacy_scans"),
        ("src/archived_experiments/fit.py", "src/archived_experiments"),
        ("discontinued_usage/fit.py", "discontinued_usage"),
        ("tools/no_longer_used/fit.py", "tools/no_longer_used"),
        ("scratchpads/fit.py", "scratchpads"),
        ("src/Scratch-Pad/deep/fit.py", "src/Scratch-Pad"),
        ("scratch_notebooks/eda.ipynb", "scratch_notebooks"),
        # `scratch` is also what runs blocks of Scratch, or was made from scratch.
        ("scratch/fit.py", None),
        ("from_scratch/fit.py", None),
        ("pkg/scratchpad/fit.py", None),
        ("scratchpads.py", None),
        ("discontinuity/fit.py", None),
        ("legacy_prices/fit.py", None),
        ("household_old.py", None),
        ("pkg/archive/fit.py", None),
        ("old_faithful/fit.py", None),
        ("threshold/fit.py", None),
        ("main.py", None),
    ],
)
def test_old_code_is_told_by_what_holds_it(path: str, holder: str | None) -> None:
    files = {path, "main.py", "src/fit.py", "eda.ipynb"}
    packages = {
        "pkg",
        "pkg/archive",
        "pkg/backup",
        "pkg_backup",
        "drive_backup",
        "train_unused",
        "pkg/scratchpad",
    }
    assert kept_in(path, packages, files) == holder


_UNUSED_TEXT = UNUSED.decode()


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("bk_app", {"app/fit.py"}),
        ("app copy", {"app/fit.py"}),
        ("app_orig", {"app/fit.py"}),
        # Nothing lies beside it that it could be an earlier version of.
        ("bk_tree", {"app/fit.py", "bk_tree/fit.py"}),
        ("app_book", {"app/fit.py", "app_book/fit.py"}),
    ],
)
def test_a_backup_of_the_directory_beside_it_is_old_code(folder: str, found: set[str]) -> None:
    assert _unused({f"{folder}/fit.py": _UNUSED_TEXT, "app/fit.py": _UNUSED_TEXT}) == found


def test_scratch_code_is_none_either() -> None:
    assert _unused({"scratchpads/fit.py": _UNUSED_TEXT, "fit.py": _UNUSED_TEXT}) == {"fit.py"}
    shipped = {"app/__init__.py": "", "app/scratchpad/__init__.py": "", "app/scratchpad/fit.py": _UNUSED_TEXT}
    assert _unused(shipped) == {"app/scratchpad/fit.py"}


def test_old_code_is_no_source_unless_a_build_ships_it() -> None:
    files = {
        "old_code/fit.py": _UNUSED_TEXT,
        "fit.py": _UNUSED_TEXT,
        "src/demo/__init__.py": "",
        "src/demo/pack_old/__init__.py": _UNUSED_TEXT,
        "src/demo/pack_old/rows.py": _UNUSED_TEXT,
    }
    loose = {path: text for path, text in files.items() if not path.startswith("src/")}
    assert _unused(loose) == {"fit.py"}
    project = '[project]\nname = "demo"\nversion = "1"\n[build-system]\nrequires = ["hatchling"]\n'
    built = {**files, "pyproject.toml": project + 'build-backend = "hatchling.build"\n'}
    assert _unused(built) == {"src/demo/pack_old/rows.py"}


def test_a_library_with_a_licence_of_its_own_is_a_copy() -> None:
    files = {"fit.py": _UNUSED_TEXT, "libs/caffe/LICENSE": "MIT", "libs/caffe/python/net.py": _UNUSED_TEXT}
    assert _unused(files) == {"fit.py"}
    assert _unused({**files, "libs/own/rows.py": _UNUSED_TEXT}) == {"fit.py", "libs/own/rows.py"}


@pytest.mark.parametrize(
    ("files", "copied"),
    [
        ({"LICENSE": "mine", "coco/LICENSE": "theirs", "coco/README.md": ""}, True),
        ({"LICENSE": "mine", "coco/LICENSE": "mine", "coco/README.md": ""}, False),
        ({"LICENSE": "mine", "coco/LICENSE": "theirs"}, False),
        ({"coco/LICENSE": "theirs", "coco/README.md": ""}, False),
        ({"LICENSE": "mine", "coco/LICENSE": "theirs", "coco/README.md": "", "coco/setup.py": ""}, False),
    ],
)
def test_a_directory_with_licence_and_readme_of_its_own_is_a_copy(
    files: dict[str, str], copied: bool
) -> None:
    found = _unused({**files, "fit.py": _UNUSED_TEXT, "coco/eval.py": _UNUSED_TEXT})
    assert found == ({"fit.py"} if copied else {"fit.py", "coco/eval.py"})


def _unused(files: dict[str, str]) -> set[str]:
    rules = [rule for rule in installed_rules() if rule.name == "import-unused"]
    found = inspect_files({path: text.encode() for path, text in files.items()}, rules).findings
    return {finding.place.path for finding in found}
