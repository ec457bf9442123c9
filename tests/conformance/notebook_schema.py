"""Compare `notebook-invalid` and `notebook-format-old` with nbformat's own schemas, on any notebooks.

    python tests/conformance/notebook_schema.py DIRECTORY

The notebooks of nbformat's source distribution are the ones to try. Needs nbformat, which Roadworthy does
not. The exit code is 1 where one calls a notebook invalid that the other does not, or says so twice.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from roadworthy.commands.run import Request, check

OLD = "notebook-format-old"
RULES = ("notebook-invalid", OLD)


def by_schema(path: Path) -> bool:
    """Tell whether nbformat's schema, or its check for duplicate identifiers, refuses a notebook."""
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return True
    validator: Any = importlib.import_module("nbformat.validator")
    schema = validator.get_validator(document["nbformat"], document.get("nbformat_minor"))
    if schema is None:
        return True
    ids = [cell.get("id") for cell in document.get("cells", ()) if cell.get("id")]
    return any(schema.iter_errors(document)) or len(ids) > len(set(ids))


def main(given: Path) -> int:
    """Copy the notebooks out of directories called `tests`, where nothing is said of them; compare."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for number, path in enumerate(sorted(given.rglob("*.ipynb"))):
            shutil.copy(path, root / f"{number:03}-{path.name}")
        report = check(Request(paths=(str(root),), select=RULES))
        assert not any(project.crashes for project in report.projects)
        found = [finding for project in report.projects for finding in project.findings]
        told = {(finding.rule, Path(finding.place.path).name) for finding in found}
        twice = Counter((finding.rule, finding.place.path) for finding in found)
        wrong = [f"{rule} twice: {path}" for (rule, path), number in twice.items() if number > 1]
        for path in sorted(root.iterdir()):
            ours = any((rule, path.name) in told for rule in (*RULES, "unreadable-file"))
            old = (OLD, path.name) in told
            if ours != by_schema(path) and not (ours and old):
                wrong.append(f"{path.name}: {'only we' if ours else 'only nbformat'} call it invalid")
        print(*wrong, f"{len(list(root.iterdir()))} notebooks, {len(wrong)} differences", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
