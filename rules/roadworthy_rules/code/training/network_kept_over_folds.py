from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, rule
from roadworthy_rules._kept_weights import folds_of_one_network
from roadworthy_rules.code.training._loops import inside, scopes


@rule(Severity.WARNING, since="0.2", handwritten=True)
def network_kept_over_folds(module: Module) -> Iterator[Finding]:
    """A cross-validation trains one network over all folds.

    `fit` of Keras goes on with the weights that the network has. From the second fold on, it was trained on
    the rows that it is validated on, and scores rise from fold to fold. Make a new network in each fold, by
    the function that builds it or by `clone_model`.

    The rule looks for a network of Keras that is made before a loop over folds, and fitted in it, also by a
    second name. `compile` keeps the weights.

    ```python bad
    from sklearn.model_selection import KFold
    from tensorflow.keras.models import Sequential
    from tensorflow.keras.layers import Dense

    def validate(rows, target):
        model = Sequential([Dense(8), Dense(1)])
        model.compile(loss="mse")
        kfold = KFold(5)
        for train, held in kfold.split(rows):
            model.fit(rows[train], target[train])
            print(model.evaluate(rows[held], target[held]))
    ```
    ```python bad
    from networks import Unet
    from sklearn.model_selection import KFold
    from tensorflow import keras

    NETWORK = Unet(classes=1)
    kfold = KFold(5)

    def validate(rows, target):
        network = Unet(classes=2)
        for train, held in kfold.split(rows):
            model = network
            model.compile(optimizer=keras.optimizers.Adam(), loss="mse")
            model.fit(rows[train], target[train])
            print(model.evaluate(rows[held], target[held]))
            del model
    ```
    ```python good
    from networks import Unet
    from sklearn.model_selection import KFold
    from tensorflow import keras

    def validate(rows, target, kfold=KFold(5)):
        network = Unet(classes=2)
        for train, held in kfold.split(rows):
            model = keras.models.clone_model(network)
            model.compile(optimizer="adam", loss="mse")
            model.fit(rows[train], target[train])
        network.compile(optimizer="adam", loss="mse")
        for train, held in kfold.split(rows):
            network = Unet(classes=2)
            model = network
            model.compile(optimizer="adam", loss="mse")
            model.fit(rows[train], target[train])
    ```
    ```python good
    from sklearn.model_selection import KFold
    from tensorflow.keras.models import Sequential
    from tensorflow.keras.layers import Dense

    def build_model():
        model = Sequential([Dense(8), Dense(1)])
        model.compile(loss="mse")
        return model

    def validate(rows, target):
        kfold = KFold(5)
        for train, held in kfold.split(rows):
            model = build_model()
            model.fit(rows[train], target[train])
            print(model.evaluate(rows[held], target[held]))
    ```
    """
    text = module.text
    if ".split(" not in text or ".fit" not in text or "keras" not in text or "KerasClassifier" in text:
        return
    if not is_run(module.path, module.role) or "KerasRegressor" in text:
        return
    for node, message in folds_of_one_network(inside(scope) for scope in scopes(module)):
        yield Finding(message, module.at(node))
