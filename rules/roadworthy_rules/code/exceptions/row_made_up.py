import ast
import re
from collections.abc import Container, Iterator

from roadworthy import Finding, Module, Severity, dotted, last_name, nodes_of, rule

#: What makes an array, a tensor or a picture out of nothing.
_MADE = re.compile(
    r"(?:np|numpy|torch|tf|tensorflow|jnp)\.(?:zeros|ones|empty|full|rand|randn|randint|random\.\w+)|(?:PIL\.)?Image\.new"
)

#: What reads a picture, and gives `None` where it cannot.
_READS = frozenset(("imdecode", "imread"))
#: What is caught where a file cannot be read.
_CAUGHT = frozenset("BaseException Exception IOError OSError UnidentifiedImageError".split())


@rule(Severity.NOTE, since="0.2", handwritten=True)
def row_made_up(module: Module) -> Iterator[Finding]:
    """A dataset replaces a row that it cannot read by zeros, noise or an empty picture.

    The row keeps its label, so the model learns that nothing looks like this class, and the test counts it.
    A wrong path makes all rows empty, and training goes on. Check the files when you list them, and let the
    error through.

    The rule reports `__getitem__` that makes an array, a tensor or a picture after any exception or an
    `OSError`, or where the picture that `imread` gave is `None`. It ignores handlers that raise, and those of
    other exceptions: a row may lack a mask.

    ```python bad
    import torch
    from PIL import Image

    class Pictures:
        def __getitem__(self, index):
            path, label = self.rows[index]
            try:
                picture = self.transform(Image.open(path))
            except Exception as error:
                print(error)
                picture = torch.zeros(3, 224, 224)
            return picture, label
    ```
    ```python bad
    import cv2
    import numpy as np

    class Pictures:
        def __getitem__(self, index):
            picture = cv2.imread(self.paths[index])
            if picture is None:
                picture = np.zeros((224, 224, 3), dtype=np.uint8)
            return picture
    ```
    ```python good
    import torch
    from PIL import Image

    class Pictures:
        def __getitem__(self, index):
            path, label = self.rows[index]
            try:
                picture = self.transform(Image.open(path))
            except OSError as error:
                raise ValueError(path, torch.zeros(3)) from error
            try:
                mask = self.masks[path]
            except KeyError:
                mask = torch.zeros(3, 224, 224)
            return picture, mask, label
    ```
    """
    if module.role != "source" or "__getitem__" not in module.text:
        return
    getters = [item for item in nodes_of(module, ast.FunctionDef) if item.name == "__getitem__"]
    read = {
        target.id
        for node in (nodes_of(module, ast.Assign) if getters else ())
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Call)
        if last_name(node.value.func) in _READS
    }
    for block in nodes_of(module, ast.ExceptHandler, ast.If) if getters else ():
        if not any(item.lineno < block.lineno <= (item.end_lineno or 0) for item in getters):
            continue
        name = (
            _made_after_error(block) if isinstance(block, ast.ExceptHandler) else _made_of_none(block, read)
        )
        if name:
            yield Finding(f"a row that cannot be read becomes `{name}(...)`", module.at(block))


def _made_after_error(handler: ast.ExceptHandler) -> str:
    """Return by what a handler makes a row up, "" where it does not, or may raise."""
    parts = list(ast.walk(handler))
    caught = last_name(handler.type) if handler.type is not None else "Exception"
    if caught not in _CAUGHT or any(isinstance(part, ast.Raise) for part in parts):
        return ""
    return next(filter(None, map(_maker, parts)), "")


def _made_of_none(block: ast.If, read: Container[str]) -> str:
    """Return by what a condition makes up what was not read: `if picture is None: picture = ...`."""
    match block:
        case ast.If(
            test=ast.Compare(left=ast.Name(id=name), ops=[ast.Is()], comparators=[ast.Constant(value=None)]),
            body=body,
        ) if name in read:
            for statement in body:
                match statement:
                    case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                        return _maker(value)
    return ""


def _maker(node: ast.AST) -> str:
    name = dotted(node.func) if isinstance(node, ast.Call) else ""
    return name if _MADE.fullmatch(name) else ""
