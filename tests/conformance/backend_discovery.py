"""Hold what the layout rules predict of build backends against the backends themselves.

    python tests/conformance/backend_discovery.py

Needs flit_core, hatchling, pdm-backend, poetry-core, setuptools and uv_build beside Roadworthy. Small
projects of every layout are built, each by every backend; the build must stop exactly where
`package-not-found`, `package-ambiguous` or `package-missing` says so. The exit code is 1 where one does not.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from roadworthy.commands.run import Request, check

RULES = ("package-not-found", "package-ambiguous", "package-missing")
HOOKS = {
    "flit_core": "flit_core.buildapi",
    "hatchling": "hatchling.build",
    "pdm-backend": "pdm.backend",
    "poetry-core": "poetry.core.masonry.api",
    "setuptools": "setuptools.build_meta",
    "uv_build": "uv_build",
}
PROJECT = """[build-system]
requires = ["{require}"]
build-backend = "{hook}"

[project]
name = "{name}"
version = "1.0"
description = "A demonstration"
"""
LAYOUTS = {
    "flat": ["churn_model/__init__.py"],
    "src": ["src/churn_model/__init__.py"],
    "module": ["churn_model.py"],
    "module in src": ["src/churn_model.py"],
    "other name": ["src/churn/__init__.py"],
    "other name, flat": ["churn/__init__.py"],
    "other module": ["churn.py"],
    "package and module": ["churn_model/__init__.py", "churn_model.py"],
    "both layouts": ["churn_model/__init__.py", "src/churn_model/__init__.py"],
    "data beside": ["churn_model/__init__.py", "data/rows.csv"],
    "tests beside": ["churn_model/__init__.py", "tests/test_churn.py"],
    "tests and notebooks beside src": ["src/churn_model/__init__.py", "notebooks/a.ipynb", "tests/test_a.py"],
    "two packages": ["churn_model/__init__.py", "scoring/__init__.py"],
    "nested": ["python/churn_model/__init__.py"],
    "upper case": ["src/Churn_Model/__init__.py"],
}
NAMES = ("churn-model", "Churn.Model")
BUILD = "import sys, importlib; importlib.import_module(sys.argv[1]).build_wheel(sys.argv[2])"


def builds(root: Path, hook: str) -> bool:
    """Tell whether a backend makes a wheel of a project."""
    with tempfile.TemporaryDirectory() as target:
        done = subprocess.run(
            [sys.executable, "-c", BUILD, hook, target], cwd=root, capture_output=True, timeout=100
        )
        return done.returncode == 0 and any(Path(target).glob("*.whl"))


def predicted(root: Path) -> bool:
    """Tell whether the rules let the project pass."""
    report = check(Request(paths=(str(root),), select=RULES))
    return not any(finding.rule in RULES for project in report.projects for finding in project.findings)


def main() -> int:
    """Compare them, and print each difference."""
    wrong, number = [], 0
    for name in NAMES:
        for require, hook in HOOKS.items():
            for layout, files in LAYOUTS.items():
                with tempfile.TemporaryDirectory() as directory:
                    root = Path(directory)
                    for path in files:
                        (root / path).parent.mkdir(parents=True, exist_ok=True)
                        (root / path).write_text('"""A demonstration."""\n__version__ = "1.0"\n')
                    text = PROJECT.format(require=require, hook=hook, name=name)
                    (root / "pyproject.toml").write_text(text)
                    passes, made = predicted(root), builds(root, hook)
                number += 1
                if passes != made:
                    what = "builds, and we say it does not" if made else "stops, and we do not say so"
                    wrong.append(f"{require}, {name}, {layout}: {what}")
    print(*wrong, f"{number} builds, {len(wrong)} differences", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
