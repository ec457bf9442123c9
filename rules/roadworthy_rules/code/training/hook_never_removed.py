import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule

_HOOKS = frozenset(
    "register_backward_hook register_forward_hook register_forward_pre_hook"
    " register_full_backward_hook".split()
)


@rule(Severity.NOTE, since="0.2", handwritten=True)
def hook_never_removed(module: Module) -> Iterator[Finding]:
    """Hooks are registered on a network that the code is given, and never removed.

    Each call adds hooks to the same network. In a service or a loop they pile up: every prediction runs all
    of them, gets slower, and keeps activations in memory. Keep the handle, and call `handle.remove()`.

    The rule reports a module once, if it drops the handle and does not call `remove` anywhere. It ignores
    hooks that a network registers on its own layers.

    ```python bad
    class Explainer:
        def __init__(self, layer):
            layer.register_forward_hook(self.keep)

        def keep(self, layer, given, output):
            self.output = output
    ```
    ```python good
    class Explainer:
        def __init__(self, layer):
            self.handle = layer.register_forward_hook(self.keep)

        def close(self):
            self.handle.remove()
    ```
    ```python good
    class Net:
        def __init__(self, layer):
            self.layer = layer
            self.layer.register_forward_hook(print)
    ```
    """
    if not is_run(module.path, module.role) or "_hook(" not in module.text or ".remove()" in module.text:
        return
    found = [
        node.value
        for node in nodes_of(module, ast.Expr)
        if isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.attr in _HOOKS
        and not dotted(node.value.func).startswith("self.")
    ]
    if found:
        first, *others = found
        name = first.func.attr if isinstance(first.func, ast.Attribute) else ""
        related = tuple(map(module.at, others[:10]))
        yield Finding(
            f"the handle of `{name}` is dropped, so the hook stays", module.at(first), related=related
        )
