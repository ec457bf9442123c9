"""Hold the fact `DistributionContents` against the build backends, on real sdists.

    python tests/conformance/contents.py DIRECTORY [--python PYTHON] [--download] [NAME ...]

`--download` puts the newest sdist of each name (default: `NAMES`) into the directory, by pip. Each sdist
there is unpacked without what its backend wrote (PKG-INFO, egg-info), so that it is like a checkout; then
PYTHON, in whose environment the backends are installed, builds its wheel and its sdist, and both lists are
compared with ours. A line a project: `equal`, `partly` (ours are there, and we say that there may be more),
`unknown`, `stops` (as we say), `no build` (it needs what is not here), and `WRONG`. The exit code is 1 where
one is wrong.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

from roadworthy.facts.contents.contents import contents
from roadworthy.facts.contents.value import Archive
from roadworthy.facts.metadata.pyproject import pyproject
from roadworthy.facts.metadata.setup_files import setup_files
from roadworthy.tree.tree import DirectoryTree

#: Known and little-known ones, of six backends; more than fifteen have setup.py or setup.cfg alone.
NAMES = (
    "attrs httpx click flask packaging tomlkit rich cleo poetry-core fastapi typer unearth findpython"
    " marko idna platformdirs iniconfig pluggy six mistune docopt inflection toolz sortedcontainers"
    " cachetools tabulate zipp simplejson xmltodict mccabe wcwidth termcolor humanize pastel dpath backoff"
    " tinydb django-ajax-selects chainlearn django-feature-flipper fbiter imageloader opbtest"
    " pylint-topology salt-layers themez ascii-network-diagram aws-snapshot compatag d8s-regexes"
    " django-otp-u2f docx-equation flask-imp geo-micro iceaddr annalog cryptoarithmetic"
    " duckduckgo-async-search edutap-data-models gwmock-signal faster-app deepy-cli uv-secure asgiref"
    " lfp-build rendercv django-htmx django-upgrade mcp-run-python mjlab typing-graph pyyaml-include"
    " pytest-given markdown-it-py mdurl structlog tenacity jinja2 itsdangerous blinker"
).split()
BUILD = """
import importlib, os, sys
name, _, attribute = sys.argv[1].partition(":")
backend = importlib.import_module(name)
backend = getattr(backend, attribute) if attribute else backend
sys.path.insert(0, os.getcwd()) if attribute else None
getattr(backend, sys.argv[2])(sys.argv[3])
"""
#: What backends write themselves.
_WRITTEN = re.compile(
    r"\.dist-info/(METADATA|WHEEL|RECORD|entry_points\.txt|top_level\.txt|namespace_packages\.txt|zip-safe"
    r"|dependency_links\.txt|eager_resources\.txt)|PKG-INFO|pyproject\.toml\.orig|[^/]*\.egg-info/.*"
    r"|(.*/)?[^/]+\.egg-info/.*"
)


def main() -> int:
    """Compare all, and print a line for each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--download", action="store_true")
    given = parser.parse_args()
    if given.download:
        download(given.names or NAMES, given.directory, given.python)
    counts: Counter[str] = Counter()
    for file in sorted(given.directory.glob("*.tar.gz")):
        if given.names and not given.download and not file.name.startswith(tuple(given.names)):
            continue
        verdict, backend, notes = compare(file, given.python)
        counts[verdict] += 1
        print(
            f"{file.name.removesuffix('.tar.gz')[:44]:44} {backend:18} {verdict:9} {notes[:300]}", flush=True
        )
    print(", ".join(f"{number} {verdict}" for verdict, number in counts.most_common()))
    return 1 if counts["WRONG"] else 0


def download(names: tuple[str, ...] | list[str], directory: Path, python: str) -> None:
    """Fetch the newest sdist of each; one that cannot be had is left out."""
    directory.mkdir(parents=True, exist_ok=True)
    for name in names:
        command = [python, "-m", "pip", "download", "-q", "--no-deps", "--no-build-isolation"]
        command += ["--ignore-requires-python", "--no-binary=:all:", "-d", str(directory), name]
        subprocess.run(command, capture_output=True, check=False, timeout=300, env=environment(python))


def environment(python: str) -> dict[str, str]:
    """Return the environment in which the programs beside PYTHON are found: uv_build runs one."""
    return {**os.environ, "PATH": f"{Path(python).parent}:{os.environ['PATH']}"}


def compare(file: Path, python: str) -> tuple[str, str, str]:
    """Return the verdict on one sdist, its backend, and what differs."""
    with tempfile.TemporaryDirectory() as directory:
        root = unpacked(file, Path(directory) / "source")
        tree = DirectoryTree(str(root))
        document = pyproject(tree)
        found = contents(tree, document, setup_files(tree))
        if found is None:
            return "unknown", "", "nothing is built"
        hook = (document and document.get(str, "build-system", "build-backend")) or LEGACY
        try:
            wheel = built(root, Path(directory) / "wheel", hook, "build_wheel", python)
            sdist = built(root, Path(directory) / "sdist", hook, "build_sdist", python)
        except RuntimeError as error:
            refused = found.refusal is not None
            return "stops" if refused else "no build", found.backend, str(error)
    if found.refusal is not None:
        return "WRONG", found.backend, f"builds: {found.refusal.message}"
    if found.wheel.unknown:
        return "unknown", found.backend, found.wheel.unknown
    known = frozenset(tree.files)
    verdicts = {
        kind: judged(ours, names, known)
        for kind, ours, names in (("wheel", found.wheel, wheel), ("sdist", found.sdist, sdist))
    }
    notes = "; ".join(f"{kind}: {text}" for kind, (_, text) in verdicts.items() if text)
    words = {verdict for verdict, _ in verdicts.values()}
    return ("WRONG" if "WRONG" in words else "partly" if "partly" in words else "equal"), found.backend, notes


LEGACY = "setuptools.build_meta:__legacy__"


def unpacked(file: Path, target: Path) -> Path:
    """Unpack an sdist as a checkout: without what its backend wrote."""
    with tarfile.open(file) as archive:
        archive.extractall(target, filter="data")
    (root,) = target.iterdir()
    (root / "PKG-INFO").unlink(missing_ok=True)
    for info in root.rglob("*.egg-info"):
        shutil.rmtree(info) if info.is_dir() else info.unlink()
    for cache in root.rglob("__pycache__"):
        shutil.rmtree(cache)
    return root


def built(root: Path, target: Path, hook: str, name: str, python: str) -> list[str]:
    """Return the names in what a backend builds of a copy; raises `RuntimeError` where it builds nothing."""
    copy = target / "copy"
    shutil.copytree(root, copy, symlinks=True)
    versions = (
        "SETUPTOOLS_SCM_PRETEND_VERSION",
        "VCS_VERSIONING_PRETEND_VERSION",
        "PBR_VERSION",
        "PDM_BUILD_SCM_VERSION",
    )
    done = subprocess.run(
        [python, "-c", BUILD, hook, name, str(target)],
        cwd=copy,
        capture_output=True,
        text=True,
        timeout=300,
        env=environment(python) | dict.fromkeys(versions, "1.0"),
    )
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["?"])[-1])
    if name == "build_wheel":
        with zipfile.ZipFile(next(target.glob("*.whl"))) as archive:
            return [re.sub(r"^[^/]+(\.dist-info|\.data)/", r"\1/", path) for path in archive.namelist()]
    with tarfile.open(next(target.glob("*.tar.gz"))) as archive:
        return [member.name.partition("/")[2] for member in archive if not member.isdir()]


def judged(ours: Archive, names: list[str], tree: frozenset[str]) -> tuple[str, str]:
    """Return whether a list is ours, and what differs."""
    real = {name for name in names if name and not name.endswith("/") and not _WRITTEN.fullmatch(name)}
    # setuptools writes a setup.cfg into every sdist.
    real -= {"setup.cfg"} - tree
    wrong, missed = sorted(set(ours.files) - real), sorted(real - set(ours.files))
    if wrong:
        return "WRONG", f"ours alone {wrong[:4]} of {len(wrong)}"
    if missed:
        return (
            "partly" if ours.more else "WRONG"
        ), f"{ours.more or 'theirs alone'} {missed[:4]} of {len(missed)}"
    return ("partly" if ours.more else "equal"), ours.more


if __name__ == "__main__":
    sys.exit(main())
