"""Parts of applications that nothing includes: their routes answer no request."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.facts.operations.graph import Graph

#: What makes a part of an application, and what includes one.
_PARTS = frozenset("APIRouter Blueprint Namespace Router".split())
_INCLUDING = frozenset("add_namespace include_router include_routers mount register_blueprint".split())
_APPLICATIONS = frozenset("FastAPI Flask Litestar Quart Sanic Starlette".split())
#: What an application is made or started by: a server may be given the package that does.
_STARTING = _INCLUDING | _APPLICATIONS | {"create_app"}
#: What looks for the parts in a folder.
_SEARCHING = frozenset(("import_module", "iter_modules", "walk_packages"))


def idle_parts(graph: Graph) -> Iterator[str]:
    """Yield the modules that make a router, include none, and that no other module imports.

    What makes an application, too, may have imported the router for nothing.
    Where modules are looked for while the program runs, there is none.
    """
    parts = [path for path, module in graph.modules.items() if module.mentions(_PARTS)]
    if not parts or any(module.mentions(_SEARCHING) for module in graph.modules.values()):
        return
    imported: set[str] = set()
    unloaded = frozenset(_unloaded(graph))
    for path, module in graph.modules.items():
        if path in unloaded:
            continue
        imported.update(found for found in graph.names.imported_modules(module) if found != path)
    for path in parts:
        if path not in imported and not graph.modules[path].mentions(_INCLUDING | _APPLICATIONS):
            yield path


def _unloaded(graph: Graph) -> Iterator[str]:
    """Yield the `__init__.py` of packages that start nothing, and of which nothing outside imports a module.

    What they import is loaded with them alone.
    """
    packages = {
        path.removesuffix("__init__.py")
        for path, module in graph.modules.items()
        if path.endswith("/__init__.py") and not module.mentions(_STARTING)
    }
    for path, module in graph.modules.items() if packages else ():
        for folder in graph.names.imported_modules(module):
            while folder := folder[:-1].rpartition("/")[0] and f"{folder[:-1].rpartition('/')[0]}/":
                if not path.startswith(folder):
                    packages.discard(folder)
    for folder in sorted(packages):
        yield f"{folder}__init__.py"
