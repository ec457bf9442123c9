import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules._last_weights import last_weights, may_lose_weights


@rule(Severity.NOTE, since="0.2", handwritten=True)
def best_weights_lost(module: Module) -> Iterator[Finding]:
    """A training stops early and goes on with its last weights.

    `EarlyStopping` waits `patience` epochs for a better score. The network keeps the weights of the last of
    these epochs, which are worse than the best ones, and you evaluate and save them. Pass
    `restore_best_weights=True` to Keras, or save the best ones by `ModelCheckpoint(save_best_only=True)` and
    load them. Add `ModelCheckpoint(monitor="val_loss")` in Lightning, and test with `ckpt_path="best"`.

    The rule reports a module that evaluates, tests, saves or predicts with the network, and mentions neither
    `ModelCheckpoint` nor what loads weights.

    ```python bad
    from tensorflow.keras.callbacks import EarlyStopping

    def train(model, rows, held):
        stop = EarlyStopping(monitor="val_loss", patience=20)
        model.fit(rows, validation_data=held, callbacks=[stop])
        model.save("net.keras")
    ```
    ```python bad
    import lightning as L
    from lightning.pytorch.callbacks import EarlyStopping

    def train(model, rows):
        trainer = L.Trainer(callbacks=[EarlyStopping(monitor="val_loss", patience=20)])
        trainer.fit(model, rows)
        trainer.test(model, rows)
    ```
    ```python good
    from tensorflow.keras.callbacks import EarlyStopping, ModelCheckpoint

    def train(model, rows, held):
        stop = EarlyStopping(monitor="val_loss", patience=20)
        best = ModelCheckpoint("net.keras", save_best_only=True)
        model.fit(rows, validation_data=held, callbacks=[stop, best])
        model.save("last.keras")
    ```
    ```python good
    from tensorflow.keras.callbacks import EarlyStopping

    def train(model, rows, held):
        stop = EarlyStopping(patience=20, restore_best_weights=True)
        model.fit(rows, validation_data=held, callbacks=[stop])
        model.save("net.keras")
    ```
    """
    if not is_run(module.path, module.role) or not may_lose_weights(module.text):
        return
    for call, message in last_weights(nodes_of(module, ast.Call), module.text):
        yield Finding(message, module.at(call))
