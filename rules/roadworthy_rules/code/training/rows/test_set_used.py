import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, ModuleSummary, Severity, is_run, nodes_of, rule
from roadworthy_rules._test_set import may_use, uses_in

#: The test set without a name that says so.
_TEXTS = ("'test'", '"test"', "train=False")


@rule(Severity.NOTE, since="0.2", handwritten=True)
def test_set_used(module: Module, summary: ModuleSummary) -> Iterator[Finding]:
    """The test set takes part in training.

    The training stops at the epoch, or keeps the model, that suits the test set best, or a transformer knows
    the test rows. The reported score is then too good, and the model does worse in production. Split off a
    validation set for such choices, fit transformers on the training rows, and use the test set once, at the
    end.

    The rule reads names: a `validation_data` or `eval_set` that is called `test`, a validation set that is
    made of the test set, and a model that is saved because `test_accuracy` is better than `best_accuracy`. It
    reports a scaler, imputer, vectorizer or tokenizer that is fitted on `train` and `test` rows together, or
    a second time on the `test` rows.

    It also follows a score from `test_loader` to the condition that keeps a model, to early stopping and to a
    scheduler. It reports the best of all `test` scores, the best of several models by them, an objective of
    Optuna that returns one, a `val_accuracy` that a training loop measures on `test` rows, and loops over a
    parameter that score each model on them. It ignores calls that also name a validation set, and functions
    that get any rows to test. A threshold that is chosen on the test set is reported if it is compared with
    scores or kept. A test set that is read from a list such as `train.txt` is reported, too.

    ```python train.py bad
    def train(model, x_train, y_train, x_test, y_test):
        model.fit(x_train, y_train, epochs=20, validation_data=(x_test, y_test))
    ```
    ```python train.py bad
    def train(model, training_data, testing_data, testing_labels):
        model.fit(training_data, validation_data=(testing_data, testing_labels))
    ```
    ```python train.py bad
    import torch

    def train(model, epochs, evaluate, best_acc=0.0):
        for epoch in range(epochs):
            test_acc = evaluate(model)
            if test_acc > best_acc:
                best_acc = test_acc
                torch.save(model.state_dict(), "best.pt")
    ```
    ```python train.py bad
    def train(step, evaluate, epochs, best_test_loss=float("inf"), patience=0):
        for epoch in range(epochs):
            step()
            test_loss = evaluate()
            if best_test_loss > test_loss:
                best_test_loss = test_loss
                patience = 0
            else:
                patience += 1
            if patience > 3:
                break
    ```
    ```python train.py bad
    from sklearn.metrics import accuracy_score

    def compare(models, X_train, y_train, X_test, y_test):
        results = {}
        for name, model in models.items():
            model.fit(X_train, y_train)
            results[name] = accuracy_score(y_test, model.predict(X_test))
        best_model_name = max(results, key=results.get)
        return models[best_model_name]
    ```
    ```python train.py bad
    from sklearn.metrics import f1_score
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    def compare(models, X_train, y_train, X_test, y_test):
        results = {}
        for name, model in models.items():
            pipeline = Pipeline([("scale", StandardScaler()), ("model", model)])
            pipeline.fit(X_train, y_train)
            results[name] = {"pipeline": pipeline, "f1": f1_score(y_test, pipeline.predict(X_test))}
        best_model = max(results, key=lambda name: results[name]["f1"])
        return results[best_model]["pipeline"]
    ```
    ```python train.py good
    from sklearn.metrics import accuracy_score
    from sklearn.model_selection import cross_val_score

    def compare(models, X_train, y_train, X_test, y_test):
        results = {}
        for name, model in models.items():
            results[name] = cross_val_score(model, X_train, y_train).mean()
            model.fit(X_train, y_train)
            print(name, accuracy_score(y_test, model.predict(X_test)))
        best_model_name = max(results, key=results.get)
        return models[best_model_name]
    ```
    ```python train.py bad
    import torch

    def measure(model, total=0):
        for rows, target in test_loader:
            total += (model(rows).argmax(1) == target).sum().item()
        return total / len(test_loader)

    def train(model, epochs, best=0.0):
        for epoch in range(epochs):
            accuracy = measure(model)
            if accuracy > best:
                best = accuracy
                torch.save(model.state_dict(), "best.pt")
    ```
    ```python train.py bad
    from torchvision import datasets

    def train(model, path):
        val_set = datasets.CIFAR10(path, train=False)
        model.fit(datasets.CIFAR10(path, train=True), val_set)
    ```
    ```python prepare.py bad
    import pandas as pd

    def prepare(vectorizer, train_rows, test_rows):
        rows = pd.concat([train_rows, test_rows])
        vectorizer.fit(rows["text"])
        return vectorizer.transform(train_rows["text"])
    ```
    ```python prepare.py bad
    def prepare(scaler, x_train, x_test):
        x_train = scaler.fit_transform(x_train)
        return x_train, scaler.fit_transform(x_test)
    ```
    ```python train.py bad
    def train(model, step, evaluate, train_loader, test_loader, epochs):
        best_acc = 0.0
        for epoch in range(epochs):
            step(model, train_loader)
            test_acc = evaluate(model, test_loader)
            best_acc = max(best_acc, test_acc)
        return best_acc
    ```
    ```python train.py bad
    def train(model, optimizer, evaluate, train_loader, test_loader):
        for rows in train_loader:
            model(rows).backward()
            optimizer.step()
            val_acc = evaluate(model, test_loader)
            print(val_acc)
    ```
    ```python tune.py bad
    from sklearn.neighbors import KNeighborsClassifier

    def tune(x_train, y_train, x_test, y_test):
        scores = []
        for k in range(1, 20):
            model = KNeighborsClassifier(n_neighbors=k)
            model.fit(x_train, y_train)
            scores.append(model.score(x_test, y_test))
        return scores
    ```
    ```python tune.py bad
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.metrics import auc, roc_curve

    def tune(x_train, y_train, x_test, y_test):
        areas = []
        for depth in range(1, 20):
            model = RandomForestClassifier(max_depth=depth)
            model.fit(x_train, y_train)
            false, true, _ = roc_curve(y_test, model.predict(x_test))
            areas.append(auc(false, true))
        return areas
    ```
    ```python tune.py good
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.metrics import auc, roc_curve

    def tune(x_train, y_train, x_val, y_val):
        areas = []
        for depth in range(1, 20):
            model = RandomForestClassifier(max_depth=depth)
            model.fit(x_train, y_train)
            false, true, _ = roc_curve(y_val, model.predict(x_val))
            areas.append(auc(false, true))
        return areas
    ```
    ```python cut.py bad
    import numpy as np
    from sklearn.metrics import f1_score, roc_curve

    def measured(model, table, split):
        x_train, x_test, y_train, y_test = split(table)
        scores = model.fit(x_train, y_train).predict_proba(x_test)[:, 1]
        false, true, cuts = roc_curve(y_test, scores)
        threshold = cuts[np.argmax(true - false)]
        return f1_score(y_test, scores >= threshold)
    ```
    ```python cut.py good
    import numpy as np
    from sklearn.metrics import f1_score, roc_curve

    def measured(model, table, split):
        x_train, x_val, x_test, y_train, y_val, y_test = split(table)
        model.fit(x_train, y_train)
        false, true, cuts = roc_curve(y_val, model.predict_proba(x_val)[:, 1])
        threshold = cuts[np.argmax(true - false)]
        shown = roc_curve(y_test, model.predict_proba(x_test)[:, 1])
        return f1_score(y_test, model.predict_proba(x_test)[:, 1] >= threshold), shown
    ```
    ```python search.py bad
    def objective(trial, build, x_train, y_train, x_test, y_test):
        model = build(trial.suggest_int("depth", 2, 9))
        model.fit(x_train, y_train)
        score = model.score(x_test, y_test)
        return score
    ```
    ```python train.py good
    import torch

    def train(model, x_train, y_train, x_val, y_val, x_test, y_test, best_acc=0.0):
        model.fit(x_train, y_train, validation_data=(x_val, y_val))
        val_acc = model.evaluate(x_val, y_val)
        if val_acc > best_acc:
            torch.save(model.state_dict(), "best.pt")
        return model.evaluate(x_test, y_test)
    ```
    ```python prepare.py good
    import pandas as pd

    def prepare(vectorizer, train_rows, test_rows):
        rows = pd.concat([train_rows, test_rows])
        vectorizer.fit(train_rows["text"])
        return vectorizer.transform(rows["text"])
    ```
    ```python measure.py good
    import torch

    def measure(model, test_loader, best, total=0):
        for rows, target in test_loader:
            total += (model(rows).argmax(1) == target).sum().item()
        if total > best:
            torch.save(model.state_dict(), "best.pt")
        return total

    def train(model, val_loader, best=0.0):
        return measure(model, val_loader, best)
    ```
    ```python report.py good
    def report(test_loss, max_loss):
        if test_loss > max_loss:
            print("the loss is high")
    ```
    """
    if not is_run(module.path, module.role) or not may_use(module.text):
        return
    named = any("test" in name.lower() for name in summary.mentioned)
    if named or any(text in module.text for text in _TEXTS):
        nodes = [*nodes_of(module, ast.Assign), *nodes_of(module, ast.Call), *nodes_of(module, ast.If)]
        nodes += nodes_of(module, ast.For, ast.While)
        for use in uses_in(nodes, module.tree.body, module.text):
            yield Finding(use.message, module.at(use.node))
