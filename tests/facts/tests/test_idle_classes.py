"""Classes with the name of a test that pytest does not collect: tests that never run, and other code."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

WORKER = (
    "class TestWorker:\n    def __init__(self, model, path):\n        self.model, self.path = model, path\n\n"
    "    def test_images(self, images):\n        print(self.model.predict(images))\n"
)
FIXED = WORKER.replace(", model, path", "").replace("model, path\n", "print, 1\n")
CHECKS = FIXED.replace("print(self.model.predict(images))", "assert self.model.predict(images)")
RUNS = "from core.test_worker import TestWorker\n\n\ndef run(model):\n    return TestWorker(model, 'x')\n"
HEIR = "from core.test_worker import TestWorker\n\n\nclass TestMore(TestWorker):\n    rows = 1\n"


def told(**files: str) -> list[str]:
    """Return the messages of the rule, where the package has a test of its own."""
    texts = {
        "core/__init__.py": "",
        "core/model.py": "def fit(rows):\n    rows = sorted(rows)\n    return rows\n",
        "tests/test_model.py": "from core.model import fit\n\ndef test_fit():\n    assert fit([1]) == [1]\n",
        **{f"{name.replace('__', '/')}.py": text for name, text in files.items()},
    }
    rules = [rule for rule in installed_rules() if rule.name == "test-never-run"]
    found = inspect_files({path: text.encode() for path, text in texts.items()}, rules).findings
    return [finding.message for finding in found]


@pytest.mark.parametrize(
    "files",
    [
        # Production code makes objects of it.
        {"core__test_worker": WORKER, "core__run": RUNS},
        {"core__test_worker": CHECKS, "core__run": RUNS},
        {"core__test_worker": FIXED, "core__test": RUNS},
        {"core__test_worker": FIXED, "tests__test_run": f"{RUNS}\n\ndef test_run():\n    assert run(1)\n"},
        # No runner could make it, and it asserts nothing; or the file runs it itself.
        {"core__test_worker": WORKER},
        {"core__test_worker": WORKER.replace("TestWorker", "Worker")},
        {"core__test_worker": f"{FIXED}\n\nif __name__ == '__main__':\n    TestWorker().test_images([])\n"},
    ],
)
def test_a_class_that_other_code_makes_objects_of_is_no_test(files: dict[str, str]) -> None:
    assert told(**files) == []


@pytest.mark.parametrize(
    "files",
    [
        {"core__test_worker": FIXED},
        {"core__test_worker": CHECKS},
        {"core__test_worker": CHECKS.replace("__init__(self)", "__init__(self, rows)")},
        {"core__test_worker": CHECKS, "tests__test_more": HEIR},
        {"core__test_worker": f"{CHECKS}\n\nif __name__ == '__main__':\n    TestWorker().test_images([])\n"},
    ],
)
def test_a_class_with_a_constructor_is_a_test_that_never_runs(files: dict[str, str]) -> None:
    assert told(**files) == ["pytest collects no class with a constructor, such as `TestWorker`"]


def test_a_class_of_another_name_is_a_test_that_never_runs_if_it_asserts() -> None:
    text = CHECKS.replace("TestWorker", "WorkerTests").replace("    def __init__", "    def set_up")
    assert told(core__test_worker=text) == ["pytest collects no class called `WorkerTests`"]


def test_classes_of_other_names_are_told_together() -> None:
    text = CHECKS.replace("TestWorker", "_Worker").replace("    def __init__", "    def set_up")
    both = f"{text}\n\n{text.replace('_Worker', '_Other')}"
    assert told(core__test_worker=both) == [
        "pytest collects none of the classes `_Worker`, `_Other` (2 in all)"
    ]
