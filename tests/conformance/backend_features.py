"""Try each row of `backend_features.txt` with the backend: the releases on both sides of its bound.

    python tests/conformance/backend_features.py DIRECTORY [WORD ...]

Each release is installed into a directory of its own below DIRECTORY, by pip, and prepares the metadata of a
small project there, in a Python without anything else. WORDs choose rows. A line a row: `holds`, or what
came out otherwise; the exit code is 1 where one does not hold.
"""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from packaging.specifiers import SpecifierSet

from roadworthy.data.backend_features import BackendFeature, backend_features

HOOKS = {
    "setuptools": "setuptools.build_meta",
    "hatchling": "hatchling.build",
    "flit-core": "flit_core.buildapi",
    "poetry-core": "poetry.core.masonry.api",
    "pdm-backend": "pdm.backend",
    "uv-build": "uv_build",
    "maturin": "maturin",
    "meson-python": "mesonpy",
    "scikit-build-core": "scikit_build_core.build",
}
#: What backends of native code want beside pyproject.toml, by path; nothing of it is compiled.
BESIDE = {
    "maturin": {
        "Cargo.toml": '[package]\nname = "probe"\nversion = "1.0.0"\nedition = "2021"\n'
        '[lib]\ncrate-type = ["cdylib"]\n',
        "src/lib.rs": "",
    },
    "meson-python": {
        "meson.build": "project('probe', version: '1.0')\npython = import('python').find_installation()\n"
        "python.install_sources('probe/__init__.py', subdir: 'probe', pure: true)\n"
    },
    "scikit-build-core": {"CMakeLists.txt": "project(probe LANGUAGES NONE)\n"},
}
PROJECT = '[project]\nname = "probe"\nversion = "1.0"\ndescription = "Probe"\n'
DYNAMIC = "[tool.setuptools.dynamic]\n"
#: What each feature adds to a project, and what its metadata then say.
FEATURES = {
    "project-table": ("", "Summary: Probe"),
    "license-expression": ('license = "MIT"\n', "License-Expression: MIT"),
    "license-files": ('license-files = ["TERMS"]\n', "License-File: TERMS"),
    "license-classifier": (
        'license = "MIT"\nclassifiers = ["License :: OSI Approved :: MIT License"]\n',
        "Classifier: License",
    ),
    "import-names": ('import-names = ["probe"]\n', "Import-Name: probe"),
    "dynamic-dependencies": (
        f'dynamic = ["dependencies"]\n{DYNAMIC}dependencies = {{ file = "needs.txt" }}\n',
        "Requires-Dist: attrs",
    ),
    "dynamic-extras": (
        f'dynamic = ["optional-dependencies"]\n{DYNAMIC}'
        'optional-dependencies.more = { file = "needs.txt" }\n',
        "Provides-Extra: more",
    ),
    "extension-modules": (
        '[tool.setuptools]\npackages = ["probe"]\next-modules = [{ name = "probe.f", sources = ["f.c"] }]\n',
        "Name: probe",
    ),
}
ASK = """
import importlib, os, sys
module, target = sys.argv[1:]
backend = importlib.import_module(module)
if hasattr(backend, "prepare_metadata_for_build_wheel"):
    name = backend.prepare_metadata_for_build_wheel(target, None)
    with open(os.path.join(target, name, "METADATA"), encoding="utf-8") as file:
        print("METADATA:" + file.read())
else:
    import zipfile
    with zipfile.ZipFile(os.path.join(target, backend.build_wheel(target, None))) as wheel:
        print("METADATA:" + wheel.read(next(n for n in wheel.namelist() if n.endswith("METADATA"))).decode())
"""


def main(directory: Path, words: list[str]) -> int:
    """Try every chosen row, and print what it came to."""
    python = directory / "python"
    if not python.exists():
        venv.create(python, with_pip=False)
    failed = 0
    for row in backend_features():
        if row.distribution not in HOOKS or not all(
            word in f"{row.distribution} {row.feature}" for word in words
        ):
            continue
        wrong = [
            f"{release}: {got}, not {wanted}"
            for release, wanted in edges(row)
            if (got := tried(row, release, directory)) != wanted
        ]
        failed += bool(wrong)
        print(
            f"{row.distribution:12} {row.feature:32} {row.releases:10} {'; '.join(wrong) or 'holds'}",
            flush=True,
        )
    return 1 if failed else 0


def edges(row: BackendFeature) -> list[tuple[str, str]]:
    """Return the releases beside the bound of a row and the newest one, each with what it ought to do."""
    command = [sys.executable, "-m", "pip", "index", "versions", row.distribution]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    known = re.search(r"Available versions: (.*)", text)
    assert known is not None, text
    releases = [release.strip() for release in known[1].split(",")][::-1]
    has = SpecifierSet(row.releases)
    verdicts = [(release, "take" if has.contains(release) else row.otherwise) for release in releases]
    pairs = itertools.pairwise(verdicts)
    chosen = [release for pair in pairs if pair[0][1] != pair[1][1] for release in pair]
    return list(dict.fromkeys([*chosen, verdicts[-1]]))


def tried(row: BackendFeature, release: str, directory: Path) -> str:
    """Return what a release does with the feature: `take`, `ignore` or `refuse`."""
    place = directory / f"{row.distribution}-{release}"
    if not place.exists():
        # setuptools brought no bdist_wheel of its own before 70.1.
        more = ["wheel<0.46"] if row.distribution == "setuptools" else []
        command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(place)]
        subprocess.run([*command, f"{row.distribution}=={release}", *more], check=True, capture_output=True)
    with tempfile.TemporaryDirectory() as name:
        project, target = Path(name, "project"), Path(name, "target")
        target.mkdir()
        expected = write(project, row, release)
        done = subprocess.run(
            [directory / "python/bin/python", "-c", ASK, HOOKS[row.distribution], target],
            cwd=project,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(place), "PATH": f"{place}/bin:{os.environ['PATH']}"},
        )
    if done.returncode:
        return "refuse"
    metadata = done.stdout.partition("METADATA:")[2].splitlines()
    # An expression or a list of files stands in metadata of version 2.4 or later; PyPI refuses it elsewhere.
    old = expected.startswith("License-") and metadata[0] < "Metadata-Version: 2.4"
    return "take" if not old and any(line.startswith(expected) for line in metadata) else "ignore"


def write(project: Path, row: BackendFeature, release: str) -> str:
    """Write a project that uses the feature; return how a line of its metadata then begins."""
    package = project / ("src/probe" if row.distribution == "uv-build" else "probe")
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""Probe."""\n')
    (project / "src").mkdir(exist_ok=True)
    files = {"TERMS": "Terms\n", "needs.txt": "attrs\n", "f.c": "", **BESIDE.get(row.distribution, {})}
    for name, text in files.items():
        (project / name).write_text(text)
    hook = HOOKS[row.distribution]
    system = f'[build-system]\nrequires = ["{row.distribution}=={release}"]\nbuild-backend = "{hook}"\n'
    kind, _, value = row.feature.partition(":")
    if kind in FEATURES:
        more, expected = FEATURES[kind]
        (project / "pyproject.toml").write_text(f"{system}{PROJECT}{more}")
        return expected
    (project / "pyproject.toml").write_text(system)
    line, more = (f"import {value}\n", "") if kind == "module" else ("", f", {value}=True")
    (project / "setup.py").write_text(
        f'{line}from setuptools import setup\nsetup(name="probe", version="1.0", packages=["probe"]{more})\n'
    )
    return "Name: probe"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
