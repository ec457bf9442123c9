import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, and_more, is_run, last_name, nodes_of, rule
from roadworthy_rules.code.training._loops import all_inside
from roadworthy_rules.code.training.kept._stores import stored_models

_SCORES = frozenset(
    "accuracy_score average_precision_score balanced_accuracy_score classification_report cohen_kappa_score"
    " f1_score fbeta_score log_loss matthews_corrcoef mean_absolute_error mean_absolute_percentage_error"
    " mean_squared_error precision_score r2_score recall_score roc_auc_score root_mean_squared_error".split()
)
#: What a module has that may keep a score.
_KEEPS = re.compile(
    r"(?i)json\.dump|to_(?:csv|json|excel|html|latex|parquet|pickle|sql)|csv\.|\blog\(|logg|log_(?!loss)|mlflow"
    r"|wandb|write|savetxt|tensorboard|neptune|comet|clearml|dvclive|sacred|(?:yaml|toml)\.dump"
    r"|[\"'][wa]t?[\"']|stdout|commit|savefig"
)


@rule(Severity.NOTE, since="0.3", handwritten=True)
def score_unrecorded(module: Module) -> Iterator[Finding]:
    """A training stores a model, and only prints its scores.

    When the terminal is closed, nothing says how good the stored model is, so you cannot compare it with the
    next one or notice that a new training made it worse. Write the scores next to the model, as in
    `json.dump(scores, file)`, or log them with MLflow.

    The rule applies to scores of scikit-learn that a module computes and uses in nothing but `print`. It
    stays silent if anything else in the module may keep a score.

    ```python bad
    import joblib
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import accuracy_score, f1_score

    def train(rows, target, held, held_target):
        model = LogisticRegression().fit(rows, target)
        predicted = model.predict(held)
        accuracy = accuracy_score(held_target, predicted)
        print(f"accuracy: {accuracy:.3f}")
        print("F1:", f1_score(held_target, predicted))
        joblib.dump(model, "model.joblib")
    ```
    ```python good
    import json
    import joblib
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import accuracy_score

    def train(rows, target, held, held_target):
        model = LogisticRegression().fit(rows, target)
        accuracy = accuracy_score(held_target, model.predict(held))
        print(f"accuracy: {accuracy:.3f}")
        joblib.dump(model, "model.joblib")
        with open("scores.json", "w") as file:
            json.dump({"accuracy": accuracy}, file)
    ```
    ```python good
    import joblib
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import accuracy_score

    def train(rows, target, held, held_target):
        model = LogisticRegression().fit(rows, target)
        accuracy = accuracy_score(held_target, model.predict(held))
        print(f"accuracy: {accuracy:.3f}")
        joblib.dump(model, "model.joblib")
        return accuracy
    ```
    """
    text = module.text
    if "print(" not in text or ".fit(" not in text or not is_run(module.path, module.role):
        return
    calls = nodes_of(module, ast.Call)
    scored = [node for node in calls if last_name(node.func) in _SCORES]
    if not scored or _KEEPS.search(text) or next(stored_models(calls), None) is None:
        return
    printed = {id(node) for node in _only_printed(module)}
    if all(id(node) in printed for node in scored):
        names = list(dict.fromkeys(last_name(node.func) for node in scored))
        yield Finding(
            f"the model is stored, and its scores are only printed: {and_more(names, 3)}",
            module.at(scored[0]),
        )


def _only_printed(module: Module) -> Iterator[ast.AST]:
    """Yield what a module uses in nothing but `print`, or in values of names that it only prints."""
    shown = {
        id(part): part
        for node in nodes_of(module, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "print"
        for part in ast.walk(node)
    }
    yield from shown.values()
    read = {
        node.id
        for node in all_inside(module)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in shown
    }
    for node in nodes_of(module, ast.Assign):
        match node.targets:
            case [ast.Name(id=name)] if name not in read:
                yield from ast.walk(node.value)
