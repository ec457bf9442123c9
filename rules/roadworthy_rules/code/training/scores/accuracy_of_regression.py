import ast
import re
from collections.abc import Iterator, Sequence

from roadworthy import Finding, Module, Severity, is_run, last_name, nodes_of, rule
from roadworthy_rules.code.training._loops import inside, scopes

_ERRORS = frozenset(
    "Huber MeanAbsoluteError MeanSquaredError huber mae mean_absolute_error mean_squared_error mse".split()
)
_ACCURACIES = frozenset(("acc", "accuracy"))
#: What a module has that tells two classes apart by a number.
_CLASSES = re.compile(
    r"(?i)discriminat|critic|gan\b|gan_|classif|> ?=? ?0?\.5|round\(|accuracy_score|confusion"
)


@rule(Severity.WARNING, since="0.3", handwritten=True)
def accuracy_of_regression(module: Module) -> Iterator[Finding]:
    """A network that predicts a number is scored by accuracy.

    Keras turns each prediction into 0 or 1, by whether it is above 0.5, and counts how often that equals the
    true number. It hardly ever equals a price or a temperature, so the score is near 0 however good the
    network is, and stopping or choosing by it picks at random. Use `metrics=["mae"]`.

    The rule applies to networks whose last layer has one unit without an activation, and whose loss is a
    squared or absolute error. It ignores modules that may tell two classes apart by such a number, as the
    discriminator of a GAN does.

    ```python bad
    from tensorflow import keras
    from tensorflow.keras import layers

    def build():
        model = keras.Sequential([layers.LSTM(8), layers.Dense(1)])
        model.compile(optimizer="adam", loss="mse", metrics=["accuracy"])
        return model
    ```
    ```python bad
    from keras.layers import Dense
    from keras.models import Sequential

    def build():
        model = Sequential()
        model.add(Dense(8, activation="relu"))
        model.add(Dense(1, activation="linear"))
        model.compile(optimizer="adam", loss="mean_squared_error", metrics=["accuracy"])
        return model
    ```
    ```python good
    from tensorflow import keras
    from tensorflow.keras import layers

    def build():
        model = keras.Sequential([layers.LSTM(8), layers.Dense(1)])
        model.compile(optimizer="adam", loss="mse", metrics=["mae"])
        return model

    def answer():
        model = keras.Sequential([layers.LSTM(8), layers.Dense(1, activation="sigmoid")])
        model.compile(optimizer="adam", loss="mse", metrics=["accuracy"])
        return model
    ```
    """
    text = module.text
    if ".compile(" not in text or "acc" not in text or not is_run(module.path, module.role):
        return
    if _CLASSES.search(text):
        return
    if not any(_is_judged_by_accuracy(node) for node in nodes_of(module, ast.Call)):
        return
    for scope in scopes(module):
        # The last layer of each network, as far as the code was read.
        last: dict[str, ast.expr | None] = {}
        for node in inside(scope):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    last[name] = _last_layer(value)
                case ast.Call(func=ast.Attribute(attr="add", value=ast.Name(id=name)), args=[layer]):
                    last[name] = layer
                case ast.Call(func=ast.Attribute(attr="compile", value=ast.Name(id=name))):
                    if _is_judged_by_accuracy(node) and _is_number(last.get(name)):
                        yield Finding(
                            f"`{name}` predicts a number, and its score is accuracy", module.at(node)
                        )


def _last_layer(value: ast.expr) -> ast.expr | None:
    match value:
        case ast.Call(args=[ast.List(elts=[*_, layer])]) if last_name(value.func) == "Sequential":
            return layer
    return None


def _is_number(layer: ast.expr | None) -> bool:
    """Tell whether a layer gives one number, of any size."""
    match layer:
        case ast.Call(args=given, keywords=named) if last_name(layer.func) == "Dense" and len(given) < 2:
            arguments = {item.arg: item.value for item in named}
            units = given[0] if given else arguments.get("units")
            activation = arguments.get("activation")
            return (
                None not in arguments
                and isinstance(units, ast.Constant)
                and units.value == 1
                and (activation is None or _texts([activation]) == ["linear"])
            )
    return False


def _is_judged_by_accuracy(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="compile"), keywords=named):
            arguments = {item.arg: item.value for item in named}
            metrics, loss = arguments.get("metrics"), arguments.get("loss")
            if isinstance(metrics, ast.List) and not _ACCURACIES.isdisjoint(_texts(metrics.elts)):
                name = loss.func if isinstance(loss, ast.Call) else loss
                return name is not None and not _ERRORS.isdisjoint((last_name(name), *_texts([name])))
    return False


def _texts(nodes: Sequence[ast.expr]) -> list[str]:
    return [item.value for item in nodes if isinstance(item, ast.Constant) and isinstance(item.value, str)]
