import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule

_PICKLES = frozenset("pickle.load pickle.loads cPickle.load cloudpickle.load dill.load joblib.load".split())

_LOADS = _PICKLES | {"yaml.load", "torch.load"}


@rule(Severity.WARNING, since="0.1")
def load_unsafe(node: ast.Call, module: Module) -> Iterator[Finding]:
    """A file is loaded in a way that may run code from it.

    Whoever can write a pickle can run anything where it is loaded; besides, it loads only with the versions
    that wrote it. Store models and settings as data: JSON, ONNX, safetensors, skops, or the library's own
    format; for YAML use `safe_load`.

    ```python bad
    import pickle

    def load(path):
        with open(path, "rb") as file:
            return pickle.load(file)
    ```
    ```python bad
    import yaml

    def settings(text):
        return yaml.load(text, Loader=yaml.Loader)
    ```
    ```python good
    import json

    import yaml

    def load(path, text):
        yaml.safe_load(text)
        yaml.load(text, Loader=yaml.CSafeLoader)
        return json.load(open(path))
    ```
    ```python good
    from demo.formats import yaml

    def settings(text):
        return yaml.load(text)
    ```
    """
    if module.role != "source":
        return
    name = dotted(node.func)
    if name not in _LOADS or not _imports(module, name.partition(".")[0]):
        return
    if name in _PICKLES:
        yield Finding(f"`{name}` runs whatever code the file holds", module.at(node))
    elif name == "yaml.load":
        loaders = [keyword.value for keyword in node.keywords if keyword.arg == "Loader"] + node.args[1:]
        if not any("Safe" in dotted(loader) or "Base" in dotted(loader) for loader in loaders):
            yield Finding("`yaml.load` without a safe loader builds any object", module.at(node))
    elif name == "torch.load":
        safe = [k.value for k in node.keywords if k.arg == "weights_only"]
        if safe and isinstance(safe[0], ast.Constant) and safe[0].value is False:
            yield Finding(
                "`torch.load` with `weights_only=False` runs whatever code the file holds", module.at(node)
            )


def _imports(module: Module, name: str) -> bool:
    """Tell whether a module imports the library of that name, and not something else that is called so."""
    return any(
        isinstance(node, ast.Import) and any(alias.name == name and not alias.asname for alias in node.names)
        for node in ast.walk(module.tree)
    )
