"""What a program consists of: a module that is started, and what it imports of the project."""

from __future__ import annotations

from collections.abc import Sequence

from roadworthy import ModuleSummary


def programs(modules: Sequence[ModuleSummary]) -> list[tuple[ModuleSummary, list[ModuleSummary]]]:
    """Return the modules that are started, each with all modules of the project that it may load, itself too.

    A module is started if it has a block for that, or if no other module imports it. An import is followed
    to each module that its name may mean.
    """
    imported = {module.path: _imported(module, modules) for module in modules}
    loaded = {path for path, targets in imported.items() for path in targets}
    by_path = {module.path: module for module in modules}
    found = []
    for module in modules:
        if not module.main_uses and module.path in loaded:
            continue
        pending, seen = [module.path], {module.path}
        while pending:
            for path in imported[pending.pop()] - seen:
                seen.add(path)
                pending.append(path)
        found.append((module, [by_path[path] for path in sorted(seen)]))
    return found


def _imported(module: ModuleSummary, modules: Sequence[ModuleSummary]) -> set[str]:
    """Return the paths of the modules that the imports of a module may mean."""
    folder = module.path.rpartition("/")[0]
    wanted: set[str] = set()
    for item in module.imports:
        parts = item.module.split(".") if item.module else []
        if item.level:
            above = folder.split("/")[: len(folder.split("/")) - item.level + 1] if folder else []
            parts = [*above, *parts]
        for names in (parts, [*parts, item.name]) if item.name else (parts,):
            if names and "" not in names:
                wanted.add("/".join(map(str, names)))
    return {
        other.path
        for other in modules
        if other is not module and any(_ends(other.path, name) for name in wanted)
    }


def _ends(path: str, name: str) -> bool:
    stem = path.removesuffix(".py").removesuffix("/__init__")
    return stem == name or stem.endswith(f"/{name}")
