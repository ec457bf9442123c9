"""Hold the rules of artifacts against the wheels and archives that other projects test themselves with.

Run it by hand, where Roadworthy is installed: `python tests/conformance/artifact_examples.py [CACHE]`.
The examples come with the source distributions of check-wheel-contents and twine, which pip downloads by
name once; they are read as data and never run. Archives come as they are; what the tests build is read off
their source, and built again. No example may crash Roadworthy, and every verdict is to be the one of the
project whose example it is, unless DIFFERENCES says why not: the exit code is 1 otherwise.
"""

from __future__ import annotations

import ast
import io
import json
import re
import sys
import tarfile
import textwrap
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# The script is run by its path, so the checkout is not among the places to import from.
sys.path.insert(0, str(Path(__file__).parents[2]))
from roadworthy.testing.builders import build_wheel
from roadworthy.testing.pages import inspect_files, installed_rules
from tests.conformance.metadata_examples import CACHE, download, functions

#: The checks of check-wheel-contents, and the rules that answer for them.
CHECKS = {
    "W001": {"bytecode-in-wheel"},
    "W002": {"wheel-code-duplicated"},
    "W003": {"wheel-top-level-file", "wheel-setup-file-included"},
    "W004": {"wheel-module-not-importable"},
    "W005": {"wheel-top-level-generic"},
    "W006": {"wheel-top-level-init"},
    "W007": {"wheel-empty"},
    "W008": {"wheel-empty"},
    "W009": set[str](),
    "W010": {"wheel-top-level-without-module"},
    # What it says of a wheel that it does not take for one.
    "invalid Root-Is-Purelib": {"wheel-purelib-invalid"},
    "no Root-Is-Purelib": {"wheel-purelib-invalid"},
    "no RECORD": {"dist-info-file-missing"},
    "no WHEEL": {"dist-info-file-missing"},
    "invalid filename": {"wheel-filename-invalid"},
    # What twine refuses or warns of.
    "twine: no PKG-INFO": {"sdist-pkg-info-missing"},
    "twine: no fields": {"artifact-metadata-invalid", "sdist-pkg-info-missing"},
    "twine: several directories": {"sdist-top-level-multiple"},
    "twine: markup": {"artifact-description-unrenderable"},
    "twine: not an archive": {"unreadable-file"},
    "twine: no METADATA": {"dist-info-missing"},
}
#: Where a verdict differs rightly: the check, a pattern of the example's name, and why.
DIFFERENCES = (
    ("W005", r"^[.\w]+$", "a file of such a name is no directory, and reported as a file at the top level"),
    ("W002", r"foo/", "modules of less than 1 KiB are not judged: version files, stubs and package markers"),
    (
        "W007",
        r"^foo-1.0.data/scripts",
        "a wheel that installs scripts alone is not empty: binaries are shipped so",
    ),
    ("W008", r"^foo-1.0.data/platlib/$", "an empty directory installs nothing, so the wheel is empty"),
    (
        "W009",
        r"",
        "several packages side by side are no fault: setuptools, protobuf and matplotlib are made so",
    ),
    (
        "W010",
        r"foo/(README.txt|bar/|bar.pyi)$",
        "a directory of the distribution's name may hold data or stubs alone",
    ),
    ("W010", r"^-stubs/", "stubs are code, and the name that no import can have is another matter"),
    ("invalid filename", r"^badname", "the file holds nothing, which is all that is said of it"),
    ("twine: markup", r"no_content", "since readme-renderer 45 a heading alone is content, as PyPI has it"),
)


@dataclass(frozen=True)
class Case:
    """One example: its name, its file, the checks it is meant for, and those that fail."""

    name: str
    filename: str
    data: bytes = field(repr=False)
    checks: frozenset[str]
    failing: frozenset[str]


def main(arguments: list[str]) -> int:
    cache = Path(arguments[0]) if arguments else CACHE
    archives = download(cache, ("check-wheel-contents", "twine"))
    if archives is None:
        return 0
    rules = [rule for rule in installed_rules() if rule.group == "artifacts"]
    rows: dict[str, dict[str, int]] = {}
    bad = 0
    for case in (
        *wheels(archives[0]),
        *built(archives[0]),
        *twine_archives(archives[1]),
        *twine(archives[1]),
    ):
        try:
            result = inspect_files({f"dist/{case.filename}": case.data}, rules)
        except Exception as error:  # Any at all is what this looks for.
            bad += 1
            print(f"crash: {case.name}: {error!r}")
            continue
        for crash in result.crashes:
            bad += 1
            print(f"crash: {case.name}: {crash.rule}:\n{crash.traceback}")
        found = {each.rule for each in result.findings}
        for check in sorted(case.checks):
            row = rows.setdefault(
                check, dict.fromkeys(("both", "neither", "only they", "only we", "wrong"), 0)
            )
            theirs, ours = check in case.failing, not CHECKS[check].isdisjoint(found)
            key = {(1, 1): "both", (0, 0): "neither", (1, 0): "only they", (0, 1): "only we"}[theirs, ours]
            row[key] += 1
            if theirs != ours and not explained(check, case.name):
                row["wrong"] += 1
                bad += 1
                print(f"{key}: {check}: {case.name}: {', '.join(sorted(found)) or 'nothing'}")
    print_table(rows)
    return 1 if bad else 0


def explained(check: str, name: str) -> bool:
    return any(check == one and re.search(pattern, name) for one, pattern, _ in DIFFERENCES)


def print_table(rows: Mapping[str, Mapping[str, int]]) -> None:
    width = max(map(len, CHECKS))
    print(f"\n{'check':<{width}}  both  neither  only they  only we  unexplained  rules")
    for check, row in sorted(rows.items()):
        print(
            f"{check:<{width}}  {row['both']:>4}  {row['neither']:>7}  {row['only they']:>9}  "
            f"{row['only we']:>7}  {row['wrong']:>11}  {', '.join(sorted(CHECKS[check])) or 'none'}"
        )
    print("\nWhere the verdicts differ, and why:")
    for check, _, reason in DIFFERENCES:
        print(textwrap.fill(f"{check}: {reason}", 100, subsequent_indent="    "))


def wheels(files: Mapping[str, bytes]) -> Iterator[Case]:
    """Yield the wheels that check-wheel-contents keeps, each with the output that it expects."""
    codes = frozenset(code for code in CHECKS if re.fullmatch(r"W\d+", code))
    for path, content in files.items():
        if not path.startswith("test/data/wheels/") or not path.endswith(".whl"):
            continue
        said = json.loads(files[path.removesuffix(".whl") + ".json"])
        failing = frozenset(re.findall(r": (W\d+): ", said["stdout"]))
        fault = {
            "Invalid Root-Is-Purelib": "invalid Root-Is-Purelib",
            "Root-Is-Purelib header not found": "no Root-Is-Purelib",
            "No RECORD file": "no RECORD",
            "No WHEEL file": "no WHEEL",
            "invalid filename": "invalid filename",
        }
        faults = frozenset(name for text, name in fault.items() if text in said["stderr"])
        filename = path.rpartition("/")[2]
        yield Case(filename, filename, content, faults or codes, faults or failing)


def built(files: Mapping[str, bytes]) -> Iterator[Case]:
    """Yield the wheels that check-wheel-contents describes by their paths, or by rows of RECORD."""
    common = re.search(
        rb'COMMON_NAMES = set\(\s*"""(.*?)"""', files["src/check_wheel_contents/checker.py"], re.DOTALL
    )
    names = common[1].decode().split() if common else []
    for function in functions(files["test/test_checking.py"]):
        found = re.fullmatch(r"test_check_(W0\d\d)", function.name)
        if found is None:
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Tuple) or (
                isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.param"
            ):
                parts = node.elts if isinstance(node, ast.Tuple) else node.args
                match parts:
                    case [ast.List() as given, ast.List(elts=failures)]:
                        paths, failing = ast.literal_eval(given), bool(failures)
                    case _:
                        continue
                for name in names if found[1] == "W005" else [""]:
                    yield described(found[1], paths, failing, name)


def described(check: str, rows: list[Any], failing: bool, name: str) -> Case:
    contents: dict[str, str] = {}
    for number, row in enumerate(rows):
        path, text = (row[0], row[1]) if isinstance(row, list) else (row, f"# {number}\n")
        size = int(row[2]) if isinstance(row, list) else len(text)
        # Of a file that is described by its hash and size, only these are told again.
        contents[path.format(name)] = (f"# {text}\n" * (size // len(text) + 1))[:size]
    told = " ".join(contents)
    filename, data = build_wheel(
        name="foo", files={p: "" if p.endswith("/") else t for p, t in contents.items()}
    )
    codes = frozenset({check})
    return Case(told, filename, data, codes, codes if failing else frozenset())


def twine_archives(files: Mapping[str, bytes]) -> Iterator[Case]:
    """Yield the archives that twine keeps: all but one are to be read."""
    for path, content in files.items():
        if path.startswith("tests/fixtures/") and path.endswith((".whl", ".tar.gz")):
            filename = path.rpartition("/")[2]
            checks = frozenset({"twine: not an archive"})
            yield Case(filename, filename, content, checks, checks if "malformed" in path else frozenset())


def twine(files: Mapping[str, bytes]) -> Iterator[Case]:
    """Yield the archives that twine's tests build of literals."""
    verdicts = {
        "missing_pkg_info": "twine: no PKG-INFO",
        "pkg_info_directory": "twine: no PKG-INFO",
        "not_regular_file": "twine: no PKG-INFO",
        "invalid_pkg_info": "twine: no fields",
        "multiple_top_level": "twine: several directories",
    }
    for function in functions(files["tests/test_sdist.py"]):
        text = ast.unparse(function)
        failing = frozenset(name for part, name in verdicts.items() if part in function.name)
        # Without PKG-INFO there are no fields, and other tests have theirs after a blank line.
        checks = failing or frozenset(verdicts.values()) - {"twine: no fields"}
        for call in calls(function, "build_archive"):
            described = call.args[3]
            assert isinstance(described, ast.Dict)
            pairs = zip(described.keys, described.values, strict=True)
            members = {str(ast.literal_eval(key)): _content(value) for key, value in pairs if key}
            for suffix in (".tar.gz", ".zip") if "archive_format" in text else (".tar.gz",):
                data = archive(members, suffix)
                name = f"{function.name}{suffix}"
                yield Case(name, f"test-1.2.3{suffix}", data, checks, failing)
    markup = frozenset({"twine: markup"})
    for function in functions(files["tests/test_check.py"]):
        for call in calls(function, "build_sdist_with_metadata"):
            if isinstance(call.args[1], ast.Constant):
                members = {"test-1.2.3/README": "README", "test-1.2.3/PKG-INFO": str(call.args[1].value)}
                failing = markup if "fails_rst" in function.name else frozenset()
                yield Case(function.name, "test-1.2.3.tar.gz", archive(members, ".tar.gz"), markup, failing)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        opened.writestr("METADATA", "")
    checks = frozenset({"twine: no METADATA"})
    yield Case("test_read_wheel_empty_metadata", "not-a-wheel.whl", stream.getvalue(), checks, checks)


def calls(function: ast.FunctionDef, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
            yield node


def _content(node: ast.expr) -> str | None:
    """Return a literal's text; None for the hard link that stands for PKG-INFO in one test."""
    return textwrap.dedent(str(node.value)) if isinstance(node, ast.Constant) else None


def archive(members: Mapping[str, str | None], suffix: str) -> bytes:
    stream = io.BytesIO()
    if suffix == ".zip":
        with zipfile.ZipFile(stream, "w") as packed:
            for name, text in members.items():
                packed.writestr(name, textwrap.dedent(text or ""))
        return stream.getvalue()
    with tarfile.open(fileobj=stream, mode="w:gz") as opened:
        for name, text in members.items():
            entry = tarfile.TarInfo(name)
            if text is None:
                entry.type, entry.linkname = tarfile.LNKTYPE, "README"
                opened.addfile(entry)
            else:
                data = textwrap.dedent(text).encode()
                entry.size = len(data)
                opened.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
