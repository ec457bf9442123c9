"""Tests that no framework collects: programs that a command, or another program, runs and that assert."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files, installed_rules

FILES = {
    "acme/__init__.py": "",
    "acme/model.py": "def fit(rows):\n    rows = sorted(rows)\n    return rows\n",
}
ASSERTS = "from acme.model import fit\n\nassert fit([2, 1]) == [1, 2]\n"
CHECKS = "from acme.model import fit\n\ndef run():\n    assert fit([2, 1]) == [1, 2]\n"
MAIN = "from acme.model import fit\n\nif __name__ == '__main__':\n    assert fit([2, 1]) == [1, 2]\n"
PRINTS = "from acme.model import fit\n\nprint(fit([2, 1]))\n"
RUNS = (
    "import glob\nimport runpy\n\nif __name__ == '__main__':\n"
    "    for path in glob.glob('*.py'):\n        runpy.run_path(path)\n"
)
#: A script that calls its own tests, with what is no fixture.
CALLED = (
    "from acme.model import fit\n\ndef test_fit(rows):\n    assert fit(rows) == [1, 2]\n\n"
    "rows = [2, 1]\ntest_fit(rows)\n"
)
MAIN_CALLS = CALLED.replace("rows = [2, 1]\n", "if __name__ == '__main__':\n    rows = [2, 1]\n    ")
DJANGO = (
    "from acme_server.test.utils import PageTests\n\nfrom .model import fit\n\n"
    "class FitTests(PageTests):\n    def test_fit(self):\n        self.assertEqual(fit([2, 1]), [1, 2])\n"
)


def told(**files: str) -> set[str]:
    texts = FILES | {name.replace("__", "/").replace("_py", ".py"): text for name, text in files.items()}
    rules = [
        rule
        for rule in installed_rules()
        if rule.name in ("tests-missing", "test-never-run", "public-function-untested")
    ]
    found = inspect_files({path: text.encode() for path, text in texts.items()}, rules).findings
    return {finding.rule for finding in found}


@pytest.mark.parametrize(
    "files",
    [
        {"Makefile": "test:\n\tpython tests/fits.py\n", "tests__fits_py": ASSERTS},
        {
            "Makefile": "test:\n\tfor f in tests/*.py; do ./$$f; done\n\tpython tests/*.py\n",
            "tests__fits_py": MAIN,
        },
        {"Makefile": "test:\n\tpython -m tests.fits\n", "tests__fits_py": MAIN},
        {
            "Makefile": "test:\n\tpython -B -m coverage run --branch tests/fits.py\n",
            "tests__fits_py": ASSERTS,
        },
        {"tests__run_py": RUNS, "tests__fits_py": ASSERTS},
        {
            "Makefile": "test:\n\tpython tests/run.py\n",
            "tests__run_py": "import fits\n\nfits.run()\n",
            "tests__fits_py": CHECKS,
        },
        {"tests__fits_py": CHECKS.replace("def run", "import suite\n\n@suite.test\ndef run")},
        {"tests__fits_py": CHECKS.replace("def run", "import microtest\n\n@microtest.test\ndef test_run")},
        {
            "setup.cfg": "[nosetests]\nverbosity = 1\n",
            "tests__fit_tests_py": CHECKS.replace("run", "test_run"),
        },
        {"tests__fit_tests_py": CALLED},
        {"tests__fit_tests_py": MAIN_CALLS},
        {"tests__fit_tests_py": CALLED.replace("test_fit", "fit_test")},
        {"Makefile": "test:\n\tpython manage.py test acme\n", "acme__tests_py": DJANGO},
    ],
)
def test_what_is_run_and_asserts_is_a_test(files: dict[str, str]) -> None:
    assert told(**files) == set()


@pytest.mark.parametrize(
    "files",
    [
        # Nothing runs it, or it asserts nothing, or the command starts something else.
        {"tests__fits_py": ASSERTS},
        {"Makefile": "test:\n\tpython tests/fits.py\n", "tests__fits_py": PRINTS},
        {"Makefile": "test:\n\tpython acme/fits.py\n", "tests__fits_py": ASSERTS},
        {"tests__run_py": RUNS.replace("runpy.run_path", "print"), "tests__fits_py": ASSERTS},
        {"tests__run_py": "import fits\n\nfits.run()\n", "tests__fits_py": CHECKS},
        {"tests__fit_tests_py": CALLED.replace("\ntest_fit(", "\nprint(")},
        {"tests__fit_tests_py": CALLED.replace("test_fit", "fit_test").replace("\nfit_test(", "\nprint(")},
        {"acme__tests_py": DJANGO.replace("acme_server.test.utils", "acme_server.pages")},
        {"acme__tests_py": DJANGO.replace("def test_fit", "def fits")},
    ],
)
def test_what_nothing_runs_is_none(files: dict[str, str]) -> None:
    assert "tests-missing" in told(**files)


STARTS = "jobs:\n  test:\n    steps:\n      - run: poetry run tests/fit.sh\n"
SHELL = "#!/bin/sh\nset -eu\nacme fit rows.csv | grep 0.5\n"


@pytest.mark.parametrize(
    ("commands", "script", "expected"),
    [
        (STARTS, SHELL, set()),
        (STARTS, "acme fit rows.csv > out.csv\ndiff out.csv rows.csv\n", set()),
        (STARTS, "acme fit rows.csv\n", {"tests-missing"}),
        (STARTS.replace("fit.sh", "fits.sh"), SHELL, {"tests-missing"}),
        (STARTS.replace("tests/fit.sh", "other-tests/fit.sh"), SHELL, {"tests-missing"}),
    ],
)
def test_a_script_of_the_shell_may_be_a_test(commands: str, script: str, expected: set[str]) -> None:
    assert told(**{".github__workflows__test.yml": commands, "tests__fit.sh": script}) == expected


#: A script that looks at what a model says, and has a function that is named like a test.
LOOKS = (
    "from acme.model import fit\n\ndef show(rows):\n    print(fit(rows))\n\n"
    "def test_fit(rows):\n    print(fit(rows))\n\nshow([2, 1])\n"
)


@pytest.mark.parametrize(
    ("text", "idle"),
    [
        (LOOKS, False),
        (LOOKS.replace("show([2, 1])\n", ""), True),
        (LOOKS.replace("    print(fit(rows))\n\nshow", "    assert fit(rows) == [1, 2]\n\nshow"), True),
    ],
)
def test_a_script_that_starts_its_functions_and_asserts_nothing_is_no_idle_test(
    text: str, idle: bool
) -> None:
    assert ("test-never-run" in told(tests__fit_views_py=text)) == idle


#: TestCases in a file of a name that no framework takes, in the package itself.
CASES = (
    "import unittest\n\nfrom .model import fit\n\nclass Sanity(unittest.TestCase):\n"
    "    def test_fit(self):\n        self.assertEqual(fit([2, 1]), [1, 2])\n"
)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        (CASES, False),
        (
            CASES
            + "\ndef suite():\n    return unittest.defaultTestLoader.loadTestsFromName('acme.sanity')\n",
            False,
        ),
        (CASES + "\nclass Rows:\n    pass\n", True),
        (CASES + "\ndef rows():\n    return []\n", True),
        (CASES.replace("test_fit", "fits"), True),
        (CASES.replace("unittest.TestCase", "object"), True),
    ],
)
def test_a_file_of_test_cases_alone_is_a_test_whatever_its_name(text: str, missing: bool) -> None:
    assert ("tests-missing" in told(acme__sanity_py=text)) is missing
