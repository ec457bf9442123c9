import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules._last_weights import last_weights, may_lose_weights
from roadworthy_rules.code.training._loops import scopes
from roadworthy_rules.code.training.scores._best_unloaded import may_test_last, tested_last
from roadworthy_rules.code.training.scores._blocks import blocks


@rule(Severity.NOTE, since="0.2", handwritten=True)
def best_weights_lost(module: Module) -> Iterator[Finding]:
    """A training stops early and goes on with its last weights.

    `EarlyStopping` waits `patience` epochs for a better score. The network keeps the weights of the last of
    these epochs, which are worse than the best ones, and you evaluate and save them. Pass
    `restore_best_weights=True` to Keras, or save the best ones by `ModelCheckpoint(save_best_only=True)` and
    load them. Add `ModelCheckpoint(monitor="val_loss")` in Lightning, and test with `ckpt_path="best"`.

    A training with torch that saves the network whenever its score is the best so far, and then tests the
    network of the last epoch, gives the score of another network than the saved one. Load the best weights
    before the test.

    The rule reports a module that evaluates, tests, saves or predicts with the network, and mentions neither
    `ModelCheckpoint` nor what loads weights. With torch, it follows functions of the same module.

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
    ```python bad
    import torch

    def evaluate(model, loader):
        return sum((model(rows).argmax(1) == target).sum() for rows, target in loader)

    def main(model, step, val_loader, test_loader):
        best = 0.0
        for epoch in range(20):
            step(model)
            score = evaluate(model, val_loader)
            if score > best:
                best = score
                torch.save(model.state_dict(), "best.pt")
        print(evaluate(model, test_loader))
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
    ```python good
    import torch

    def evaluate(model, loader):
        return sum((model(rows).argmax(1) == target).sum() for rows, target in loader)

    def main(model, step, val_loader, test_loader):
        best = 0.0
        for epoch in range(20):
            step(model)
            score = evaluate(model, val_loader)
            if score > best:
                best = score
                torch.save(model.state_dict(), "best.pt")
        model.load_state_dict(torch.load("best.pt", weights_only=True))
        print(evaluate(model, test_loader))
    ```
    """
    if not is_run(module.path, module.role):
        return
    if may_lose_weights(module.text):
        for call, message in last_weights(nodes_of(module, ast.Call), module.text):
            yield Finding(message, module.at(call))
    if may_test_last(module.text):
        functions = {node.name for node in nodes_of(module, ast.FunctionDef) if node.col_offset == 0}
        for block in (block for scope in scopes(module) for block in blocks(scope)):
            for tested, message in tested_last(block, functions):
                yield Finding(message, module.at(tested))
