import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule

#: What reads or writes a file that it is given, and leaves it open.
_USES = frozenset(
    "csv.reader csv.writer cPickle.dump cPickle.load dill.dump dill.load json.dump json.load pickle.dump"
    " pickle.load yaml.dump yaml.load yaml.safe_load".split()
)
#: Methods of a file that read or write all of it.
_METHODS = frozenset("read readline readlines write writelines".split())


@rule(
    Severity.NOTE,
    since="0.2",
    codes=("SIM115", "pylint:consider-using-with", "pylint:R1732"),
    handwritten=True,
)
def file_left_open(module: Module) -> Iterator[Finding]:
    """A file is opened and never closed.

    What was written may be lost if the program ends early, Windows refuses to replace the file, and a loop
    over many files runs out of descriptors. Open the file in a `with` block, or use `Path.read_text`.

    The rule checks source code for `open(...)` whose result is used in place, as in
    `pickle.load(open(path, "rb"))`, and reports a module once.

    ```python bad
    import pickle

    def load(path):
        return pickle.load(open(path, "rb"))
    ```
    ```python bad
    def words(path):
        return open(path).read().split()
    ```
    ```python good
    import pickle

    def load(path):
        with open(path, "rb") as file:
            return pickle.load(file)
    ```
    """
    if module.role != "source" or "open(" not in module.text:
        return
    found = []
    for node in nodes_of(module, ast.Call):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="open")) as opened, attr=name)):
                if name in _METHODS:
                    found.append(opened)
            case ast.Call(args=[*arguments]) if dotted(node.func) in _USES:
                found += [
                    item for item in arguments if isinstance(item, ast.Call) and dotted(item.func) == "open"
                ]
    if found:
        first, *others = found
        places = f" ({len(found)} places)" if others else ""
        yield Finding(
            f"`open` is used in place, and nothing closes the file{places}",
            module.at(first),
            related=tuple(module.at(item) for item in others),
        )
