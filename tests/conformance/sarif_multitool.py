"""Validate SARIF files with Microsoft's Multitool, the rules of SARIF and of GitHub, and with the schema.

    python tests/conformance/sarif_multitool.py [FILE ...]

Without files it validates reports of every kind that the tests know. The validator is an npm package, which
is installed into the user's cache directory; where there is no npm or no network, this says so and exits
with 0. It exits with 1 on any error or warning.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.report.factory import samples
from tests.report.sarif_schema import PACKAGE, VERSION, cache, load_schema, package, problems

# Its notes on URIs that cannot be reached are about the network that it runs in, not about the file.
UNREACHABLE = "SARIF2006"


class Skipped(Exception):
    """The validator cannot be had here; the message says why."""


def main(arguments: Sequence[str]) -> int:
    try:
        program = install(cache())
    except Skipped as reason:
        print(f"skipped: {reason}")
        return 0
    with tempfile.TemporaryDirectory() as directory:
        files = [Path(name).resolve() for name in arguments] or make_samples(Path(directory, "samples"))
        missing = [file for file in files if not file.is_file()]
        if missing:
            print(f"no such file: {missing[0]}")
            return 1
        found = [*validate(program, files, Path(directory, "out.sarif")), *against_schema(files)]
    for level, rule, text in found:
        if level in ("error", "warning"):
            print(f"{level} {rule}: {text}")
    counts = Counter(level for level, _, _ in found)
    said = ", ".join(f"{counts[level]} {level}s" for level in ("error", "warning", "note"))
    print(f"{said} in {len(files)} files")
    notes = Counter(rule for level, rule, _ in found if level == "note")
    if notes:
        print("notes: " + ", ".join(f"{rule} ({number})" for rule, number in sorted(notes.items())))
    return int(counts["error"] + counts["warning"] > 0)


def install(directory: Path) -> Path:
    """Return the validator's program, installed below `directory` if need be; raises `Skipped`."""
    program = package(directory) / "Sarif.Multitool"
    if not sys.platform.startswith("linux"):
        raise Skipped("this script knows the validator for Linux only")
    if not program.is_file():
        npm = shutil.which("npm")
        if npm is None:
            raise Skipped("npm is not installed")
        options = ["--prefix", str(directory), "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"]
        command = [npm, "install", *options, f"{PACKAGE}@{VERSION}"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=300)
        except subprocess.TimeoutExpired:
            raise Skipped("npm did not answer in time") from None
        if done.returncode or not program.is_file():
            raise Skipped("npm could not install the validator: is there a network?")
    # The package's own install script does this, but newer versions of npm do not run it.
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def make_samples(directory: Path) -> list[Path]:
    from roadworthy.report.sarif import render

    directory.mkdir()
    files = []
    for name, report in samples().items():
        file = directory / f"{name.replace(' ', '-')}.sarif"
        file.write_text(render(report), "utf-8", newline="")
        files.append(file)
    return files


def validate(program: Path, files: Iterable[Path], output: Path) -> list[tuple[str, str, str]]:
    """Return what the validator says: level, rule and text. Its exit code says nothing of errors found."""
    command = [str(program), "validate", *map(str, files), "--rule-kind", "Sarif;Gh"]
    command += ["--level", "Error;Warning;Note", "--max-file-size-in-kb", "1000000", "-o", str(output)]
    # Without this it needs ICU, which small containers do not have.
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, env=environment)
    if done.returncode or not output.is_file():
        return [("error", "validator", f"it failed with exit code {done.returncode}: {done.stdout[-2_000:]}")]
    found = []
    for run in json.loads(output.read_text("utf-8-sig"))["runs"]:
        found += [_said(run, result) for result in run.get("results", ())]
        for invocation in run.get("invocations", ()):
            if not invocation.get("executionSuccessful"):
                found.append(("error", "validator", "it says that it did not succeed"))
            for notice in invocation.get("toolExecutionNotifications", ()):
                found.append((notice.get("level", "warning"), "validator", str(notice.get("message"))))
    return [said for said in found if said[:2] != ("note", UNREACHABLE)]


def _said(run: dict[str, Any], result: dict[str, Any]) -> tuple[str, str, str]:
    place = result["locations"][0]["physicalLocation"]
    file = place["artifactLocation"].get("uri", "").rpartition("/")[2]
    line = place.get("region", {}).get("startLine", 0)
    message = result["message"]
    rules = {rule["id"]: rule for rule in run["tool"]["driver"].get("rules", ())}
    strings = rules.get(result["ruleId"], {}).get("messageStrings", {})
    text = message.get("text") or strings.get(message.get("id"), {}).get("text", "")
    for index, argument in enumerate(message.get("arguments", ())):
        text = text.replace(f"{{{index}}}", argument)
    return result.get("level", "warning"), result["ruleId"], f"{file}:{line}: {text}"


def against_schema(files: Iterable[Path]) -> list[tuple[str, str, str]]:
    """Return how files violate the schema, its formats included; the validator checks no formats."""
    schema = load_schema()
    if schema is None:
        return [("error", "schema", "the validator's package holds no schema")]
    return [
        ("error", "schema", f"{file.name}: {problem}")
        for file in files
        for problem in problems(json.loads(file.read_text("utf-8-sig")), schema)
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
