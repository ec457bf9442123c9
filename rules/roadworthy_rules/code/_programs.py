"""What a program consists of: a module that is started, and what it imports of the project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from roadworthy import Layout, ModuleSummary, Profile, is_run, path_words

#: Words of the names of modules that train when they are started.
_TRAINING = frozenset("experiment experiments finetune fit main pretrain run train trainer training".split())


def run_here(modules: Sequence[ModuleSummary], layout: Layout, profile: Profile) -> frozenset[str]:
    """Return the paths of the modules that the project runs itself, rather than only offers to others.

    These are all, unless the project is a library. In one, they are the scripts beside the package, the
    modules with a main block that are named for a training, and what a program of such a name imports.
    """
    sources = [module for module in modules if is_run(module.path, module.role)]
    if profile.name != "library":
        return frozenset(module.path for module in sources)
    beside = {
        module.path
        for module in sources
        if (module.main_uses or module.called) and not layout.owns(module.path)
    }
    started = [module for module in sources if module.main_uses and _is_training(module.path)]
    if not started:
        return frozenset(beside)
    named = {module.path for module in started}
    parts = [found for start, found in programs(sources) if start.path in named]
    return frozenset(beside.union(*({module.path for module in found} for found in parts)))


def may_import(module: ModuleSummary, path: str) -> bool:
    """Tell whether a module imports something by the name of another module, which has this path."""
    stem = path.rpartition("/")[2].removesuffix(".py")
    return module.path != path and any(
        stem in (item.module.rpartition(".")[2], item.name or "") for item in module.imports
    )


def _is_training(path: str) -> bool:
    stem = path.rpartition("/")[2].removesuffix(".py")
    return not _TRAINING.isdisjoint(path_words(stem))


def programs(
    modules: Sequence[ModuleSummary], to: Iterable[str] | None = None
) -> list[tuple[ModuleSummary, list[ModuleSummary]]]:
    """Return the modules that are started, each with all modules of the project that it may load, itself too.

    A module is started if it has a block for that, or if no other module imports it. An import is followed
    to each module that its name may mean. With `to`, which are paths, only programs that load one of these
    modules are returned.
    """
    named = _by_name(modules)
    imported = {module.path: _imported(module, named) for module in modules}
    loaded = {path for path, targets in imported.items() for path in targets}
    by_path = {module.path: module for module in modules}
    leading = None if to is None else _reached(to, _turned(imported))
    found = []
    for module in modules:
        if (not module.main_uses and module.path in loaded) or (
            leading is not None and module.path not in leading
        ):
            continue
        found.append((module, [by_path[path] for path in sorted(_reached([module.path], imported))]))
    return found


def _reached(start: Iterable[str], edges: Mapping[str, set[str]]) -> set[str]:
    """Return some paths and all that can be reached from them."""
    pending = list(start)
    seen = set(pending)
    while pending:
        for path in edges.get(pending.pop(), set()) - seen:
            seen.add(path)
            pending.append(path)
    return seen


def _turned(edges: Mapping[str, set[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path, targets in edges.items():
        for target in targets:
            found.setdefault(target, set()).add(path)
    return found


def _by_name(modules: Iterable[ModuleSummary]) -> dict[str, list[str]]:
    """Return the paths of modules by each name that may mean them: by how much of the path, from its end."""
    found: dict[str, list[str]] = {}
    for module in modules:
        parts = module.path.removesuffix(".py").removesuffix("/__init__").split("/")
        for number in range(len(parts)):
            found.setdefault("/".join(parts[number:]), []).append(module.path)
    return found


def _imported(module: ModuleSummary, named: Mapping[str, Sequence[str]]) -> set[str]:
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
    return {path for name in wanted for path in named.get(name, ()) if path != module.path}
