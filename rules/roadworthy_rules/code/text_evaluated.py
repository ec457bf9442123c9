import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, last_name, rule

#: What gives a text from outside, by the last part of its name.
_READERS = frozenset("getenv input read read_text readline readlines".split())


@rule(
    Severity.WARNING,
    since="0.1",
    codes=("S307", "S102", "PGH001", "pylint:eval-used", "pylint:W0123", "pylint:exec-used", "pylint:W0122"),
    handwritten=True,
    security=6.5,
    cwe=95,
    where=lambda module: module.role == "source" and ("eval" in module.text or "exec" in module.text),
)
def text_evaluated(node: ast.Call, module: Module) -> Iterator[Finding]:
    """Text from a file, a setting or a user is run as code.

    Anyone who can change the text can run any code with the rights of your program, and a typo in it becomes
    a bug. Look names up in a dictionary of allowed values, parse values with `ast.literal_eval` or JSON, and
    import modules instead of executing their files.

    The rule reports `eval` and `exec` of text that was just read, of values taken from a mapping, and of text
    that is made of these.

    ```python bad
    def build(settings):
        return eval(settings["layer"])
    ```
    ```python bad
    def load(path):
        exec(open(path).read())
    ```
    ```python bad
    def main(options):
        return eval("{}.main()".format(options["step"]))
    ```
    ```python bad
    def main(options):
        return eval(f"{options['step']}.main()")
    ```
    ```python good
    import ast

    LAYERS = {"linear": Linear, "dropout": Dropout}

    def build(settings):
        return LAYERS[settings["layer"]](**ast.literal_eval(settings["options"]))

    def method(name, scope):
        exec(f"def {name}(self): return 1", scope)
        return eval(name, scope)

    def sizes(names):
        return [eval("{}.size".format(name)) for name in names]
    ```
    """
    if not isinstance(node.func, ast.Name) or node.func.id not in ("eval", "exec"):
        return
    if node.args and _is_from_outside(node.args[0]):
        yield Finding(f"`{node.func.id}` runs `{_short(node.args[0])}` as code", module.at(node))


def _is_from_outside(given: ast.expr) -> bool:
    """Tell whether a value was just read, or is taken out of a mapping by a written key."""
    match given:
        case ast.Subscript(slice=ast.Constant(value=str())):
            return True
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str()), *_]):
            return True
        case ast.Call(func=ast.Name(id="compile"), args=[inner, *_]):
            return _is_from_outside(inner)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format")):
            return any(map(_is_from_outside, [*given.args, *(item.value for item in given.keywords)]))
        case ast.JoinedStr(values=parts):
            return any(
                isinstance(part, ast.FormattedValue) and _is_from_outside(part.value) for part in parts
            )
        case ast.BinOp(left=left, right=right):
            return _is_from_outside(left) or _is_from_outside(right)
        case ast.Call(func=function):
            return last_name(function) in _READERS
    return False


def _short(given: ast.expr) -> str:
    text = ast.unparse(given)
    return text if len(text) <= 60 else f"{text[:59]}…"
