import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule


@rule(
    Severity.WARNING,
    since="0.2",
    handwritten=True,
    where=lambda module: is_run(module.path, module.role) and ".training" in module.text,
)
def training_flag_set(node: ast.Assign, module: Module) -> Iterator[Finding]:
    """The mode of a network of torch is set by its attribute `training`.

    `model.training = False` switches this one module and none of the layers in it, so dropout and batch
    normalization stay in training mode. Call `model.eval()`, or `model.train()`.

    The rule applies to modules that import torch. It ignores `self.training`, and loops over the modules of a
    network.

    ```python predict.py bad
    import torch

    def predict(path, rows):
        model = torch.load(path)
        model.training = False
        return model(rows)
    ```
    ```python predict.py good
    import torch

    def predict(path, rows):
        model = torch.load(path)
        model.eval()
        for layer in model.modules():
            layer.training = False
        return model(rows)
    ```
    """
    if not isinstance(node.value, ast.Constant):
        return
    for target in node.targets:
        match target:
            case ast.Attribute(attr="training", value=owner) if isinstance(node.value.value, bool):
                name = dotted(owner)
                if name and name != "self" and not _is_looped(name, module) and _imports_torch(module):
                    way = "train" if node.value.value else "eval"
                    message = f"`{name}.training` switches no layer; `{name}.{way}()` does"
                    yield Finding(message, module.at(target))


def _is_looped(name: str, module: Module) -> bool:
    """Tell whether a loop of the module binds a name."""
    return any(
        isinstance(part, ast.Name) and part.id == name
        for loop in nodes_of(module, ast.For)
        for part in ast.walk(loop.target)
    )


def _imports_torch(module: Module) -> bool:
    tops = {item.name.partition(".")[0] for node in nodes_of(module, ast.Import) for item in node.names}
    tops |= {(node.module or "").partition(".")[0] for node in nodes_of(module, ast.ImportFrom)}
    return "torch" in tops
