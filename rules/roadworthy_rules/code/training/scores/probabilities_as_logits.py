import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, last_name, nodes_of, rule

#: Losses of Keras that apply a function to logits, with this function.
_LOSSES = {
    "BinaryCrossentropy": "sigmoid",
    "BinaryFocalCrossentropy": "sigmoid",
    "CategoricalCrossentropy": "softmax",
    "SparseCategoricalCrossentropy": "softmax",
    "binary_crossentropy": "sigmoid",
    "categorical_crossentropy": "softmax",
    "sparse_categorical_crossentropy": "softmax",
}


@rule(Severity.WARNING, since="0.2", handwritten=True)
def probabilities_as_logits(module: Module) -> Iterator[Finding]:
    """A model of Keras returns probabilities, and its loss expects logits.

    With `from_logits=True` the loss applies a softmax or a sigmoid itself. Applied twice, the gradients are
    small, so the model learns slowly and stays unsure. Delete `from_logits=True`, or the activation of the
    last layer.

    The rule looks at modules with one such loss, and at the last layer in a list of layers or the last that
    `add` adds. It stays silent if a model of the module ends with another layer.

    ```python train.py bad
    import keras
    from keras import layers

    model = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(3, activation="softmax")])
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    ```
    ```python train.py bad
    import tensorflow as tf

    model = tf.keras.Sequential()
    model.add(tf.keras.layers.Dense(8, activation="relu"))
    model.add(tf.keras.layers.Dense(1, activation="sigmoid"))
    model.compile(loss=tf.keras.losses.BinaryCrossentropy(from_logits=True))
    ```
    ```python train.py good
    import keras
    from keras import layers

    model = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dense(3)])
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    ```
    ```python train.py good
    import keras
    from keras import layers

    model = keras.Sequential([layers.Dense(8, activation="softmax"), layers.Dense(3)])
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    ```
    """
    if "from_logits" not in module.text or not is_run(module.path, module.role):
        return
    losses = [
        node
        for node in nodes_of(module, ast.Call)
        if last_name(node.func) in _LOSSES
        and any(item.arg == "from_logits" and _is(item.value, True) for item in node.keywords)
    ]
    if len(losses) != 1:
        return
    applied = _LOSSES[last_name(losses[0].func)]
    lasts = _last_layers(module)
    if lasts and all(any(_is(item.value, applied) for item in layer.keywords) for layer in lasts):
        message = f"the last layer applies a {applied}, and `{last_name(losses[0].func)}` applies one again"
        yield Finding(message, module.at(losses[0]))


def _is(node: ast.expr, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


def _last_layers(module: Module) -> list[ast.Call]:
    """Return the layers with units at the end of the models of a module; none where that is uncertain."""
    added: dict[str, ast.expr] = {}
    for node in nodes_of(module, ast.Call):
        match node:
            case ast.Call(func=function, args=[ast.List(elts=[*_, layer]), *_]) if (
                last_name(function) == "Sequential"
            ):
                added[ast.unparse(layer)] = layer
            case ast.Call(func=ast.Attribute(value=ast.Name(id=model), attr="add"), args=[layer]):
                added[model] = layer
    found = [layer for layer in added.values() if isinstance(layer, ast.Call)]
    return found if all(last_name(layer.func) in ("Activation", "Dense") for layer in found) else []
