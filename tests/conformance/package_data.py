"""Hold what `package-data-undeclared` believes of MANIFEST.in and `package-data` against setuptools.

    python tests/conformance/package_data.py

Needs setuptools beside Roadworthy. A small package is built with each of the settings below; the data in the
wheel must be what the rule takes for installed. The exit code is 1 where it is not.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from roadworthy.facts.metadata.pyproject import pyproject
from roadworthy.tree.tree import DirectoryTree
from roadworthy_rules.layout.package_data_undeclared import _takes

DATA = [
    "churn/pages/deep/index.html",
    "churn/pages/top.html",
    "churn/settings.yaml",
    "churn/sub/rates.yaml",
]
PROJECT = """[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "churn"
version = "1"
"""
MANIFESTS = [
    "",
    "global-include *.html\ninclude {base}churn/set*",
    "global-include *.yaml",
    "graft {base}churn",
    "graft {base}churn/pages",
    "include *.yaml",
    "include {base}*/*.yaml",
    "include {base}churn/*.yaml",
    "include {base}churn/settings.yaml {base}churn/sub/*.yaml",
    "recursive-include {base}churn *.html *.yaml",
    "recursive-include {base}churn pages/*.html",
    "recursive-include {base}churn sub/*.yaml",
    "recursive-include {base}churn/pages *",
]
TABLES = [
    "",
    '"*" = ["*.yaml"]',
    '"*" = ["**/*.html"]',
    '"churn.sub" = ["*.yaml"]',
    'churn = ["*"]',
    'churn = ["**"]',
    'churn = ["*.yaml"]',
    'churn = ["**/*.yaml"]',
    'churn = ["pages/*"]',
    'churn = ["pages/*.html"]',
    'churn = ["pages/**/*.html", "*.yaml", "sub/*.yaml"]',
]
BUILD = "import sys, setuptools.build_meta as backend; backend.build_wheel(sys.argv[1])"


def installed(root: Path) -> set[str]:
    """Return the data in the wheel that setuptools makes."""
    with tempfile.TemporaryDirectory() as target:
        subprocess.run([sys.executable, "-c", BUILD, target], cwd=root, capture_output=True, check=True)
        with zipfile.ZipFile(next(Path(target).glob("*.whl"))) as wheel:
            return set(DATA).intersection(wheel.namelist())


def believed(root: Path, base: str) -> set[str]:
    """Return the data that the rule takes for installed."""
    tree = DirectoryTree(str(root))
    document = pyproject(tree)
    assert document is not None
    takes = _takes(document, base, tree)
    return {path for path in DATA if any(take(base + path) for take in takes)}


def main() -> int:
    """Build all, and print each difference."""
    wrong, number = [], 0
    settings = [(manifest, "") for manifest in MANIFESTS] + [("", table) for table in TABLES]
    for base, (manifest, table) in itertools.product(("", "src/"), settings):
        with tempfile.TemporaryDirectory() as directory:
            root = Path(directory)
            for path in ("churn/__init__.py", "churn/sub/__init__.py", *DATA):
                (root / base / path).parent.mkdir(parents=True, exist_ok=True)
                (root / base / path).write_text("")
            (root / "pyproject.toml").write_text(f"{PROJECT}\n[tool.setuptools.package-data]\n{table}\n")
            if manifest:
                (root / "MANIFEST.in").write_text(manifest.format(base=base) + "\n")
            ours = believed(root, base)
            real = installed(root)
        number += 1
        if ours != real:
            wrong.append(
                f"{base!r} {manifest!r} {table!r}: only we {ours - real}, only setuptools {real - ours}"
            )
    print(*wrong, f"{number} wheels, {len(wrong)} differences", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
