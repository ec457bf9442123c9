from collections.abc import Iterator

from roadworthy import Finding, Layout, Location, ModuleSummary, Severity, rule
from roadworthy_rules.layout._cycles import Edges, cycles


@rule(Severity.WARNING, since="0.1")
def import_cycle(modules: tuple[ModuleSummary, ...], layout: Layout) -> Iterator[Finding]:
    """Modules import names from each other in a cycle.

    The module that is imported first finds the others only partly initialized:
    `ImportError: cannot import name ... from partially initialized module`. Whether that happens depends on
    the order of imports elsewhere. Move the code that both need into a third module.

    The rule checks `from module import name` at module level. It ignores imports inside functions and under
    `if TYPE_CHECKING`, and imports in a package's `__init__.py`.

    ```python src/demo/__init__.py bad
    ```
    ```python src/demo/data.py bad
    from demo.model import Model

    def load():
        return Model()
    ```
    ```python src/demo/model.py bad
    from demo.data import load

    class Model:
        rows = load
    ```
    ```python src/demo/__init__.py good
    ```
    ```python src/demo/data.py good
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from demo.model import Model

    def load():
        return []
    ```
    ```python src/demo/model.py good
    from demo.data import load

    class Model:
        rows = load
    ```
    """
    own = {
        layout.module_name(module.path): module
        for module in modules
        if module.role == "source" and layout.owns(module.path)
    }
    edges: Edges = {}
    places: dict[tuple[str, str], Location] = {}
    for name, module in own.items():
        for item in module.imports:
            if item.guarded or item.name is None or module.path.endswith("__init__.py"):
                continue
            target = ".".join(item.target(name.split("."), is_package=False))
            plain = target in own and not own[target].path.endswith("__init__.py") and target != name
            if plain and f"{target}.{item.name}" not in own:
                edges.setdefault(name, set()).add(target)
                places.setdefault((name, target), Location(module.path, span=item.span))
    for circle in cycles(edges):
        listing = " -> ".join(f"`{name}`" for name in (*circle, circle[0]))
        yield Finding(f"import cycle: {listing}", places[circle[0], circle[1]])
