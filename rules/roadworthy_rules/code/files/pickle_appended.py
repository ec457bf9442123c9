import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule

_DUMPS = frozenset("cPickle.dump cloudpickle.dump dill.dump pickle.dump".split())
_MODES = ("ab", "ab+", "a+b")


@rule(Severity.NOTE, since="0.2", handwritten=True)
def pickle_appended(module: Module) -> Iterator[Finding]:
    """A pickle is appended to the file of the last run.

    `pickle.load` returns the first object of a file. After a second run it returns that of the first run, so
    that new vectors, features or a new model are never used. Open the file with `"wb"`.

    The rule ignores modules that read pickles up to the `EOFError` at the end.

    ```python prepare.py bad
    import pickle

    def keep(rows):
        with open("rows.pkl", "ab") as file:
            pickle.dump(rows, file)
    ```
    ```python prepare.py bad
    import pickle

    def keep(rows):
        file = open("rows.pkl", "ab")
        pickle.dump(rows, file)
        file.close()
    ```
    ```python prepare.py good
    import pickle

    def keep(rows, image):
        with open("rows.pkl", "wb") as file:
            pickle.dump(rows, file)
        with open("images.bin", "ab") as images:
            images.write(image)
    ```
    ```python prepare.py good
    import pickle

    def keep(rows):
        with open("rows.pkl", "ab") as file:
            pickle.dump(rows, file)

    def read(file):
        while True:
            try:
                yield pickle.load(file)
            except EOFError:
                return
    ```
    """
    text = module.text
    if not any(name in text for name in _DUMPS) or not any(mode in text for mode in _MODES):
        return
    if not is_run(module.path, module.role) or "EOFError" in text:
        return
    opened: dict[str, ast.Call] = {}
    nodes = nodes_of(module, ast.Assign, ast.With, ast.Call)
    for node in sorted(nodes, key=lambda node: node.lineno):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                opened[name] = call
            case ast.With(items=items):
                for item in items:
                    match item:
                        case ast.withitem(ast.Call() as call, ast.Name(id=name)):
                            opened[name] = call
            case ast.Call(func=function, args=[_, ast.Name(id=name), *_]) if dotted(function) in _DUMPS:
                # A file is reported once, at the line that opens it.
                opener = opened.pop(name) if name in opened else None
                if opener is not None and _appends(opener):
                    yield Finding("the pickle is appended to those of earlier runs", module.at(opener))


def _appends(call: ast.Call) -> bool:
    """Tell whether a call opens a file to append to it."""
    given = [*call.args[1:2], *(item.value for item in call.keywords if item.arg == "mode")]
    return dotted(call.func) == "open" and any(
        isinstance(item, ast.Constant) and item.value in _MODES for item in given
    )
