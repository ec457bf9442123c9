import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, path_words, rule

_HELD = frozenset("dev test testing val valid validation".split())
_TRAINED = frozenset("train training trn".split())
#: Keywords that say that rows are those of the training, or that a network is in its training mode.
_SAYS = frozenset("augment is_train is_training train training".split())
#: Data sets whose validation rows are a part of the training rows.
_PUBLISHED = ("cifar", "mnist", "svhn", "stl", "celeba", "imagenet")


@rule(Severity.NOTE, since="0.2", handwritten=True)
def validation_as_training(module: Module) -> Iterator[Finding]:
    """The rows for validation are handled as rows of the training.

    With `train=True`, a data set changes its rows at random. With `training=True`, a network of Keras drops
    values and takes the statistics of the batch. The score is then lower and differs from call to call, and
    the best epoch is chosen by noise. Pass `False` for the rows of the validation and the test.

    The rule looks for assignments to names of held-out rows, from a call that gets
    held-out rows and such a keyword. It ignores published data sets, whose validation rows are a part of the
    training rows.

    ```python data.py bad
    from rows import Photos

    def load(X_train, X_val, y_train, y_val):
        train_set = Photos(X_train, y_train, train=True)
        val_set = Photos(X_val, y_val, train=True)
        return train_set, val_set
    ```
    ```python data.py good
    from rows import Photos
    from torchvision.datasets import CIFAR10

    def load(X_train, X_val, y_train, y_val, val_root):
        train_set = Photos(X_train, y_train, train=True)
        val_set = Photos(X_val, y_val, train=False)
        val_part = CIFAR10(val_root, train=True)
        return train_set, val_set, val_part
    ```
    """
    text = module.text
    if "=True" not in text or "train" not in text or not is_run(module.path, module.role):
        return
    if "monte carlo" in text.lower() or "mc_dropout" in text.lower():
        return
    for node in nodes_of(module, ast.Assign):
        call = node.value
        if not isinstance(call, ast.Call) or not isinstance(node.targets[0], (ast.Name, ast.Attribute)):
            continue
        target = dotted(node.targets[0])
        said = path_words(target.rpartition(".")[2])
        if not said & _HELD or said & _TRAINED:
            continue
        word = next((item.arg for item in call.keywords if item.arg in _SAYS and _is_true(item.value)), "")
        made = dotted(call.func).lower()
        if not word or any(name in made for name in _PUBLISHED):
            continue
        rows = next((name for item in call.args if (name := dotted(item)) and _is_held(name)), "")
        if rows:
            yield Finding(f"`{target}` is made of `{rows}` with `{word}=True`", module.at(call))


def _is_true(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is True


def _is_held(name: str) -> bool:
    said = path_words(name.rpartition(".")[2])
    return bool(said & _HELD) and not said & _TRAINED
