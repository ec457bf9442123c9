"""The modules that other modules load: what these import, directly or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.facts.python import ModuleSummary, NameTable

#: Functions that load modules or start programs by name, without an import.
_UNSEEN = frozenset(
    "Popen __import__ autodiscover_tasks check_call check_output exec execv import_module import_string"
    " load_module run_module run_path send_task subprocess system".split()
)
#: A queue whose jobs are functions that may be named by a text.
_QUEUE, _QUEUED = "rq", ("Worker", "enqueue", "enqueue_call")


def loaded_by(
    modules: tuple[ModuleSummary, ...], serving: Iterable[str], names: NameTable | None = None
) -> tuple[ModuleSummary, ...]:
    """Return the modules at the paths `serving`, and those that they import, directly or not.

    `names` are those of the modules, where they are known. Where one that is found loads modules or
    starts programs by their names, all modules are returned.
    """
    names = names or NameTable(modules, {module.path for module in modules})
    found: set[str] = set()
    for module in imported_by(modules, serving, names):
        if module.mentions(_UNSEEN) or (_QUEUE in module.libraries and module.mentions(_QUEUED)):
            return modules
        found.add(module.path)
    return tuple(module for module in modules if module.path in found)


def imported_by(
    modules: Iterable[ModuleSummary], paths: Iterable[str], names: NameTable
) -> Iterator[ModuleSummary]:
    """Yield the modules at some paths, and those that they import, directly or not, each once.

    `names` are those of the modules. The packages around a module are loaded before it.
    """
    by_path = {module.path: module for module in modules}
    pending = [one for path in paths for one in (path, *_packages(path, by_path))]
    found: set[str] = set()
    while pending:
        path = pending.pop()
        if path in found:
            continue
        found.add(path)
        module = by_path[path]
        yield module
        for target in names.imported_modules(module):
            pending += [target, *_packages(target, by_path)]


def _packages(path: str, known: Iterable[str]) -> list[str]:
    """Return the `__init__.py` of the packages around a module: they are loaded before it."""
    folders = path.split("/")[:-1]
    paths = ("/".join((*folders[:length], "__init__.py")) for length in range(1, len(folders) + 1))
    return [one for one in paths if one in known]
