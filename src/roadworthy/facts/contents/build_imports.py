"""The fact `BuildImport`: modules of the project that setup.py imports, and what these need in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.contents.build_script import BuildScript
from roadworthy.facts.python import ModuleSummary
from roadworthy.tree.tree import Tree

Modules = Mapping[str, ModuleSummary]


@dataclass(frozen=True, slots=True)
class BuildImport:
    """One import of a module of the project: its full name, its place in setup.py, and `needs`.

    Those are the modules from elsewhere that are certainly imported with it, by their full names, each with
    its place; what stands in a `try`, a branch or a function is not among them.
    """

    module: str
    at: Location
    needs: tuple[tuple[str, Location], ...]


@fact
def build_imports(
    script: BuildScript | None, modules: tuple[ModuleSummary, ...], tree: Tree
) -> tuple[BuildImport, ...]:
    """Follow each import in setup.py of a module beside it, or below `src` where it changes `sys.path`."""
    if script is None:
        return ()
    by_path = {module.path: module for module in modules}
    bases = ("", "src/") if script.changes_path else ("",)
    found = []
    for item in script.imports:
        top = item.module.partition(".")[0]
        base = next((base for base in bases if list(_files(base, [top], tree))), None)
        if base is not None:
            names = [item.module, f"{item.module}.{item.name}"]
            found.append(BuildImport(item.module, item.at, tuple(needs(names, base, by_path, tree))))
    return tuple(found)


def _files(base: str, parts: list[str], tree: Tree) -> Iterator[str]:
    """Yield the file of a module, or of its package, by the parts of its name."""
    path = base + "/".join(parts)
    yield from (file for file in (f"{path}/__init__.py", f"{path}.py") if file in tree.files)


def needs(names: list[str], base: str, modules: Modules, tree: Tree) -> Iterator[tuple[str, Location]]:
    """Yield what is imported from elsewhere while modules below `base` are imported, with their packages.

    Each top module comes once, by the full name and at the place where it is met first.
    """
    waiting, seen, reported = list(names), set[str](), set[str]()
    while waiting:
        parts = waiting.pop(0).split(".")
        for length in range(1, len(parts) + 1):
            name = parts[:length]
            path = next(_files(base, name, tree), "")
            if path in seen or path not in modules:
                continue
            seen.add(path)
            for item in modules[path].imports:
                if item.guarded:
                    continue
                target = item.target(name, is_package=path.endswith("/__init__.py"))
                if list(_files(base, target[:1], tree)):
                    waiting += [".".join(target), ".".join([*target, item.name or ""])]
                elif target and target[0] and target[0] not in reported:
                    reported.add(target[0])
                    yield ".".join(target), Location(path, span=item.span)
