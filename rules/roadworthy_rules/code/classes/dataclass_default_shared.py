import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule

#: What makes an object that can change, which dataclasses refuse as a default from Python 3.11 on.
_MADE = frozenset(
    "bytearray collections.Counter collections.OrderedDict collections.defaultdict collections.deque"
    " defaultdict deque dict list np.array np.ones np.zeros numpy.array numpy.ones numpy.zeros set".split()
)


@rule(Severity.WARNING, since="0.2", codes=("RUF008", "RUF009"), handwritten=True)
def dataclass_default_shared(node: ast.ClassDef, module: Module) -> Iterator[Finding]:
    """A field of a dataclass has a default that can change.

    From Python 3.11 on, the class cannot be defined: `mutable default <class 'collections.deque'> for field
    rows is not allowed`. Older versions let all objects share the one value. Write
    `field(default_factory=deque)`.

    ```python bad
    from collections import deque
    from dataclasses import dataclass

    @dataclass
    class State:
        losses: deque = deque(maxlen=100)
    ```
    ```python good
    from collections import deque
    from dataclasses import dataclass, field
    from typing import ClassVar

    @dataclass
    class State:
        losses: deque = field(default_factory=lambda: deque(maxlen=100))
        every: ClassVar[deque] = deque()

    class Plain:
        losses: deque = deque()
    ```
    """
    names = {dotted(item.func if isinstance(item, ast.Call) else item) for item in node.decorator_list}
    if not names & {"dataclass", "dataclasses.dataclass"}:
        return
    for item in node.body:
        if not isinstance(item, ast.AnnAssign) or "ClassVar" in ast.unparse(item.annotation):
            continue
        made = dotted(item.value.func) if isinstance(item.value, ast.Call) else ""
        if made in _MADE and isinstance(item.target, ast.Name):
            message = f"`{item.target.id}` of the dataclass `{node.name}` has the default `{made}(...)`"
            yield Finding(f"{message}, which can change", module.at(item))
