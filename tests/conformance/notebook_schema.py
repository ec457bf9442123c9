"""Compare `notebook-invalid` and `notebook-format-old` with nbformat's own schemas, on any notebooks.

    python tests/conformance/notebook_schema.py DIRECTORY [--mutate]

With `--mutate`, each is compared in the broken forms of `MUTATIONS`, too. The notebooks of nbformat's
source distribution are the ones to try. Needs nbformat, which Roadworthy does not. The exit code is 1 where
one calls a notebook invalid that the other does not, or says so twice.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from roadworthy.commands.run import Request, check

OLD = "notebook-format-old"
RULES = ("notebook-invalid", "notebook-key-unknown", OLD)


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


def _code(document: Any) -> Any:
    return next(cell for cell in document["cells"] if cell["cell_type"] == "code")


def _output(document: Any) -> Any:
    return next(cell["outputs"][0] for cell in document["cells"] if cell.get("outputs"))


#: What is done to a notebook, in place; one that does not fit a notebook raises and is left out.
MUTATIONS: dict[str, Callable[[Any], Any]] = {
    "no metadata": lambda d: d.pop("metadata"),
    "no minor": lambda d: d.pop("nbformat_minor"),
    "key at top": lambda d: d.update(more=1),
    "kernel without name": lambda d: d["metadata"]["kernelspec"].pop("name"),
    "kernel without display name": lambda d: d["metadata"]["kernelspec"].pop("display_name"),
    "language without name": lambda d: d["metadata"]["language_info"].pop("name"),
    "cell without source": lambda d: d["cells"][0].pop("source"),
    "cell without metadata": lambda d: d["cells"][0].pop("metadata"),
    "cell of no type": lambda d: d["cells"][0].update(cell_type="heading"),
    "source of numbers": lambda d: d["cells"][0].update(source=[1]),
    "key in cell": lambda d: d["cells"][0].update(more=1),
    "outputs in Markdown": lambda d: next(c for c in d["cells"] if c["cell_type"] == "markdown").update(
        outputs=[]
    ),
    "tags with a comma": lambda d: d["cells"][0]["metadata"].update(tags=["a,b"]),
    "tag twice": lambda d: d["cells"][0]["metadata"].update(tags=["a", "a"]),
    "collapsed text": lambda d: _code(d)["metadata"].update(collapsed="yes"),
    "scrolled text": lambda d: _code(d)["metadata"].update(scrolled="yes"),
    "no count": lambda d: _code(d).pop("execution_count"),
    "count of text": lambda d: _code(d).update(execution_count="1"),
    "negative count": lambda d: _code(d).update(execution_count=-1),
    "no outputs": lambda d: _code(d).pop("outputs"),
    "outputs of text": lambda d: _code(d).update(outputs=["a"]),
    "output of no type": lambda d: _output(d).update(output_type="figure"),
    "key in output": lambda d: _output(d).update(more=1),
    "output without metadata": lambda d: _output(d).pop("metadata"),
    "output without data": lambda d: _output(d).pop("data"),
    "stream without name": lambda d: _output(d).pop("name"),
    "identifier": lambda d: d["cells"][0].update(id="a1"),
    "bad identifier": lambda d: d["cells"][0].update(id="a b"),
    "sound": lambda d: None,
}


def mutants(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each broken form of a notebook of version 4."""
    for name, mutate in MUTATIONS.items():
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            if document["nbformat"] == 4:
                mutate(document)
                yield name.replace(" ", "-"), json.dumps(document)
        except (LookupError, ValueError, AttributeError, TypeError, StopIteration):
            continue


def main(given: Path, *, mutate: bool = False) -> int:
    """Copy the notebooks out of directories called `tests`, where nothing is said of them; compare."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for number, path in enumerate(sorted(given.rglob("*.ipynb"))):
            shutil.copy(path, root / f"{number:03}-{path.name}")
            for what, text in mutants(path) if mutate else ():
                (root / f"{number:03}-{what}.ipynb").write_text(text, encoding="utf-8")
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
    sys.exit(main(Path(sys.argv[1]), mutate="--mutate" in sys.argv[2:]))
