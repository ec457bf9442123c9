"""Hold the rules of metadata and dependencies against the examples other projects test themselves with.

Run it by hand, where Roadworthy is installed: `python tests/conformance/metadata_examples.py [CACHE]`.
The examples come with the source distributions of validate-pyproject, packaging and pyproject-metadata,
which pip downloads by name once; they are read as data and never run. No example may crash Roadworthy, and
none that its project holds valid may be called an error: the exit code is 1 if one does or is.
How many of the invalid ones are found is printed, with those that are missed.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tarfile
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import tomli

from roadworthy.core.rule import Severity
from roadworthy.testing.pages import inspect_files, installed_rules

DISTRIBUTIONS = ("validate-pyproject", "pyproject-metadata", "packaging")
CACHE = Path.home() / ".cache" / "roadworthy-conformance"
#: Folders of validate-pyproject whose examples are about the settings of a tool, not about metadata.
TOOLS = {"cibuildwheel", "localtool", "ruff", "store", "poetry"}
PROJECT = '[project]\nname = "demo"\n'
#: What a string of packaging's tests is put into, by the name of the test's parameter and file.
TEMPLATES = {
    ("test_version.py", "version"): PROJECT + "version = {}\n",
    ("test_specifiers.py", "specifier"): PROJECT + 'version = "1"\nrequires-python = {}\n',
    ("test_licenses.py", "license_expression"): PROJECT + 'version = "1"\nlicense = {}\n',
    ("test_requirements.py", "requirement"): PROJECT + 'version = "1"\ndependencies = [{}]\n',
    ("test_requirements.py", "to_parse"): PROJECT + 'version = "1"\ndependencies = [{}]\n',
    ("test_requirements.py", "input_req"): PROJECT + 'version = "1"\ndependencies = [{}]\n',
    ("test_requirements.py", "marker"): PROJECT + 'version = "1"\ndependencies = [{}]\n',
    ("test_requirements.py", "url"): PROJECT + 'version = "1"\ndependencies = [{}]\n',
    ("test_metadata.py", "license_expression"): PROJECT + 'version = "1"\nlicense = {}\n',
    ("test_metadata.py", "license_files"): PROJECT + 'version = "1"\nlicense-files = {}\n',
    ("test_metadata.py", "specifier"): PROJECT + 'version = "1"\nrequires-python = {}\n',
    ("test_metadata.py", "content_type"): PROJECT
    + 'version = "1"\nreadme = {{ text = "Demo", content-type = {} }}\n',
}
#: What the tests write before a parameter that is only part of a requirement.
BEFORE = {"marker": "name; ", "url": "name @ "}
#: Rules that find errors in what a project holds valid, and why both are right.
ALLOWED = {
    ("packaging, test_specifiers.py", "requires-python-unsatisfiable"): (
        "its specifiers are of any project's versions: well formed, though no Python fulfils them"
    ),
}


@dataclass(frozen=True)
class Case:
    """One example: where it is from, what its project says of it, and its files."""

    corpus: str
    name: str
    valid: bool
    files: Mapping[str, bytes] = field(repr=False)


def main(arguments: list[str]) -> int:
    archives = download(Path(arguments[0]) if arguments else CACHE)
    if archives is None:
        return 0
    rules = [rule for rule in installed_rules() if rule.group in ("metadata", "dependencies")]
    rows: dict[str, dict[str, int]] = {}
    for case in (*validate_pyproject(archives[0]), *pyproject_metadata(archives[1]), *packaging(archives[2])):
        row = rows.setdefault(
            case.corpus, dict.fromkeys(("valid", "false errors", "invalid", "found", "crashes"), 0)
        )
        row["valid" if case.valid else "invalid"] += 1
        try:
            result = inspect_files(case.files, rules)
        except Exception as error:  # Any at all is what this looks for.
            row["crashes"] += 1
            print(f"crash: {case.corpus}: {case.name}: {error!r}")
            continue
        errors = [each for each in result.findings if each.severity is Severity.ERROR]
        row["crashes"] += bool(result.crashes)
        for crash in result.crashes:
            print(f"crash: {case.corpus}: {case.name}: {crash.rule}:\n{crash.traceback}")
        if case.valid:
            # What only PyPI refuses is valid for all the others.
            false = [each for each in errors if not each.pypi and (case.corpus, each.rule) not in ALLOWED]
            row["false errors"] += bool(false)
            for each in false:
                print(f"false error: {case.corpus}: {case.name}: {each.rule}: {each.message}")
        elif errors:
            row["found"] += 1
        else:
            lesser = sorted({each.rule for each in result.findings if not each.rule.endswith("-missing")})
            print(f"missed: {case.corpus}: {case.name}: less than an error: {', '.join(lesser) or 'nothing'}")
    print_table(rows)
    return 1 if any(row["crashes"] or row["false errors"] for row in rows.values()) else 0


def print_table(rows: Mapping[str, Mapping[str, int]]) -> None:
    width = max(map(len, rows), default=0)
    print(f"\n{'corpus':<{width}}  valid  false errors  invalid  found  recall  crashes")
    for corpus, row in rows.items():
        recall = f"{row['found'] / row['invalid']:.0%}" if row["invalid"] else "-"
        print(
            f"{corpus:<{width}}  {row['valid']:>5}  {row['false errors']:>12}  {row['invalid']:>7}  "
            f"{row['found']:>5}  {recall:>6}  {row['crashes']:>7}"
        )


def download(cache: Path, distributions: Sequence[str] = DISTRIBUTIONS) -> list[dict[str, bytes]] | None:
    """Return the files of each source distribution by path; None if one is not to be had."""
    cache.mkdir(parents=True, exist_ok=True)
    found = []
    for name in distributions:
        pattern = f"{name.replace('-', '_')}-*.tar.gz"
        if not list(cache.glob(pattern)):
            command = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--no-binary",
                ":all:",
            ]
            done = subprocess.run(
                [*command, name, "-d", str(cache)], capture_output=True, text=True, check=False
            )
            if done.returncode or not list(cache.glob(pattern)):
                last = (done.stderr.strip() or "no archive came").splitlines()[-1]
                print(f"skipped: the source distribution of {name} could not be downloaded: {last}")
                return None
        path = max(cache.glob(pattern))
        print(f"examples of {path.name}")
        with tarfile.open(path) as archive:
            read = [(each.name, archive.extractfile(each)) for each in archive if each.isfile()]
            found.append({name.partition("/")[2]: file.read() for name, file in read if file is not None})
    return found


def validate_pyproject(files: Mapping[str, bytes]) -> Iterator[Case]:
    for path, content in files.items():
        folder, _, rest = path.removeprefix("tests/").partition("/")
        if folder not in ("examples", "invalid-examples") or not path.endswith(".toml"):
            continue
        tools = PurePosixPath(rest).parts[0] in TOOLS
        corpus = "validate-pyproject" + (", tools" if tools else "")
        yield Case(corpus, rest, folder == "examples", {**beside(content), "pyproject.toml": content})


def beside(content: bytes) -> dict[str, bytes]:
    """Return the files a pyproject.toml names: its schema is tested without them."""
    data = tomli.loads(content.decode())
    project, poetry = data.get("project", {}), data.get("tool", {}).get("poetry", {})
    named = [project.get("readme"), project.get("license"), poetry.get("readme")]
    paths = [each.get("file") if isinstance(each, dict) else each for each in named]
    for listed in (poetry.get("readme"), project.get("license-files")):
        paths += listed if isinstance(listed, list) else []
    paths += [f"{each}/__init__.py" for each in data.get("build-system", {}).get("backend-path", ())]
    return {path: b"# Text.\n" for path in paths if isinstance(path, str)}


def pyproject_metadata(files: Mapping[str, bytes]) -> Iterator[Case]:
    corpus = "pyproject-metadata"
    packages: dict[str, dict[str, bytes]] = {}
    for path, content in files.items():
        if path.startswith("tests/packages/"):
            name, _, rest = path.removeprefix("tests/packages/").partition("/")
            packages.setdefault(name, {})[rest] = content
    for name, package in packages.items():
        if "pyproject.toml" in package:
            yield Case(corpus, name, name != "unknown-readme-type", package)
    # Its tests run in the folder of this package.
    around = packages["full-metadata"]
    for function in functions(files["tests/test_standard_metadata.py"]):
        for names, values in parameters(function, {}):
            if names[0] != "data" or function.name not in ("test_load", "test_load_multierror"):
                continue
            for number, value in enumerate(values):
                content = textwrap.dedent(value[0]).encode()
                name = f"{function.name} {number}: {str(value[1])[:90]}"
                yield Case(corpus, name, False, {**around, "pyproject.toml": content})


def packaging(files: Mapping[str, bytes]) -> Iterator[Case]:
    for (file, parameter), template in TEMPLATES.items():
        source = files[f"tests/{file}"]
        constants = module_constants(source)
        seen: set[str] = set()
        before = BEFORE.get(parameter, "")
        for function in functions(source):
            invalid = "pytest.raises(" in ast.unparse(function)
            for text in (
                *strings(function, parameter, constants),
                *(assigned(function, parameter) if invalid else ()),
            ):
                if repr(text) in seen:
                    continue
                seen.add(repr(text))
                written = json.dumps(before + text if isinstance(text, str) else text)
                # The files of a licence, unless what is tested is that the pattern is none.
                paths = text if isinstance(text, list) and not invalid else []
                example = {path: b"Text.\n" for path in paths if isinstance(path, str)}
                example["pyproject.toml"] = template.format(written).encode()
                yield Case(f"packaging, {file}", written[:70], not invalid, example)


def strings(function: ast.FunctionDef, parameter: str, constants: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the strings, or lists, a test is given as its first parameter, where it is parametrized once."""
    all_parameters = list(parameters(function, constants))
    if len(all_parameters) == 1 and all_parameters[0][0][0] == parameter:
        yield from (value[0] for value in all_parameters[0][1] if isinstance(value[0], str | list))


def assigned(function: ast.FunctionDef, name: str) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            value = literal(node.value, {})
            if isinstance(value, str):
                yield value


def functions(source: bytes) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def parameters(
    function: ast.FunctionDef, constants: Mapping[str, Any]
) -> Iterator[tuple[list[str], list[list[Any]]]]:
    """Yield the names and the rows of values of each `pytest.mark.parametrize`, if literal."""
    for call in function.decorator_list:
        if not isinstance(call, ast.Call) or ast.unparse(call.func) != "pytest.mark.parametrize":
            continue
        named = literal(call.args[0], {})
        names = [named] if isinstance(named, str) else list(named or ())
        listed = call.args[1]
        if isinstance(listed, ast.Name):
            rows = [[each] for each in constants.get(listed.id, ())]
        else:
            nodes = listed.elts if isinstance(listed, ast.List | ast.Tuple) else []
            rows = [row for node in nodes if (row := values(node, len(names), constants))]
        yield names, rows


def values(node: ast.expr, count: int, constants: Mapping[str, Any]) -> list[Any]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.param":
        return [literal(each, constants) for each in node.args]
    value = literal(node, constants)
    return [value] if count == 1 else list(value or ())


def literal(node: ast.expr, constants: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def module_constants(source: bytes) -> dict[str, Any]:
    return {
        node.targets[0].id: literal(node.value, {})
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
