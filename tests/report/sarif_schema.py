"""Where the SARIF schema and Microsoft's validator are found: neither is a part of this project."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: The npm package that holds the validator, for Linux, and a copy of the schema.
PACKAGE = "@microsoft/sarif-multitool-linux"
VERSION = "5.7.0"
NAME = "sarif-schema-2.1.0.json"
STORED = Path(__file__).parent.parent / "data" / NAME
MISSING = f"no SARIF schema: run tests/conformance/sarif_multitool.py once, or store it as tests/data/{NAME}"


def cache() -> Path:
    """Return the directory that the validator is installed in, made if need be."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    for parent in (base, tempfile.gettempdir()):
        directory = Path(parent, "roadworthy-conformance", VERSION)
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(directory, os.W_OK):
            return directory
    raise OSError("no directory can be written for the validator")


def package(directory: Path) -> Path:
    """Return where npm puts the package below a directory."""
    return directory / "node_modules" / PACKAGE


def load_schema() -> dict[str, Any] | None:
    """Return the schema: the stored copy, else that of the installed package, else None."""
    for file in (STORED, package(cache()) / "sarif-2.1.0.json"):
        if file.is_file():
            loaded: dict[str, Any] = json.loads(file.read_text("utf-8-sig"))
            return loaded
    return None


def problems(log: Any, schema: dict[str, Any]) -> Iterator[str]:
    """Yield how a SARIF log violates the schema, URI and other formats included."""
    from jsonschema import FormatChecker
    from jsonschema.validators import validator_for

    checker = FormatChecker()
    # Without their optional dependencies the formats are silently not checked, and every URI passes.
    assert {"uri", "uri-reference"} <= checker.checkers.keys(), "install jsonschema[format-nongpl]"
    kind = validator_for(schema)
    for error in kind(schema, format_checker=checker).iter_errors(log):
        yield f"{error.json_path}: {error.message[:200]}"
