"""Parts of applications that nothing includes: their routes answer no request."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.facts.operations.graph import Graph

#: What makes a part of an application, and what includes one.
_PARTS = frozenset("APIRouter Blueprint Namespace Router".split())
_INCLUDING = frozenset("add_namespace include_router mount register_blueprint".split())
#: What looks for the parts in a folder.
_SEARCHING = frozenset(("import_module", "iter_modules", "walk_packages"))


def idle_parts(graph: Graph) -> Iterator[str]:
    """Yield the modules that make a router, include none, and that no other module imports.

    Where modules are looked for while the program runs, there is none.
    """
    parts = [path for path, module in graph.modules.items() if module.mentions(_PARTS)]
    if not parts or any(module.mentions(_SEARCHING) for module in graph.modules.values()):
        return
    imported: set[str] = set()
    for path, module in graph.modules.items():
        for item in module.imports:
            for name in (item.module, f"{item.module}.{item.name}".lstrip(".")):
                found = graph.names.module(path, item.level, name)
                if found is not None and found != path:
                    imported.add(found)
    for path in parts:
        if path not in imported and not graph.modules[path].mentions(_INCLUDING):
            yield path
