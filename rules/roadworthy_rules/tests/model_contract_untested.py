from collections.abc import Iterator
from typing import Any

from roadworthy import (
    Evidence,
    Finding,
    Grade,
    Layout,
    Location,
    ModuleSummary,
    Profile,
    Reached,
    Severity,
    rule,
)

#: What reads a model from a file: names that mean nothing else, and modules whose `load` does.
_LOADERS = frozenset("InferenceSession load_checkpoint load_learner load_model load_state_dict".split())
_FORMATS = frozenset(
    "cloudpickle dill joblib mlflow onnxruntime pickle safetensors skops torch xgboost".split()
)
_READS = frozenset("from_file load load_file load_pyfunc loads".split())
_MODELS = ("classifier", "estimator", "model", "regressor")
_PREDICTS = ("predict", "infer", "score", "forward", "classify")


@rule(Severity.NOTE, since="0.1")
def model_contract_untested(
    profile: Profile,
    modules: tuple[ModuleSummary, ...],
    layout: Layout,
    tests: Reached,
    evidence: Evidence,
) -> Iterator[Finding]:
    """No test loads a saved model and checks its predictions.

    Production uses a model that another process wrote and read back, sooner or later with other library
    versions. Tests of the training code do not notice if that changes the result. Write a test that loads a
    small model and checks the shape and range of its predictions, such as "one probability per row, from 0 to
    1".

    The rule applies to the profile `ml-service` if the code loads a model. It accepts a test that mentions a
    prediction and reaches, by name, a function that loads a model.

    ```toml bad
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py bad
    import joblib

    def restore_model(path):
        return joblib.load(path)

    def predict(model, row):
        return model.predict([row])[0]
    ```
    ```python tests/test_serve.py bad
    from churn.serve import predict

    def test_predict(model):
        assert predict(model, {}) == 0.5
    ```
    ```toml good
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py good
    import joblib

    def restore_model(path):
        return joblib.load(path)

    def predict(model, row):
        return model.predict([row])[0]
    ```
    ```python tests/test_serve.py good
    from churn.serve import predict, restore_model

    def test_predict(saved):
        assert 0 <= predict(restore_model(saved), {}) <= 1
    ```
    """
    if profile.name != "ml-service":
        return
    predicting = any(word in name.lower() for name in tests.mentioned for word in _PREDICTS)
    found: list[tuple[str, Location]] = []
    for module in modules:
        if module.role != "source":
            continue
        formats = _FORMATS & module.libraries
        for item in module.definitions:
            if item.kind == "class" or not (item.names & _LOADERS or _reads_model(item, formats)):
                continue
            grade = evidence.of(module.path, item.span.line)
            if predicting and (item.name in tests.names or grade in (Grade.CALLED, Grade.EXECUTED)):
                return
            name = f"{layout.module_name(module.path)}.{'.'.join(item.route)}"
            found.append((name, Location(module.path, item.route, item.span)))
    if found and not (predicting and tests.mentioned & (_LOADERS | _READS)):
        yield Finding(f"no test loads a model with `{found[0][0]}` and checks its predictions", found[0][1])


def _reads_model(item: Any, formats: frozenset[str]) -> bool:
    """Tell whether a function reads something of a general format, and calls it a model."""
    named = any(word in name.lower() for name in (item.name, *item.names) for word in _MODELS)
    return named and bool(formats & item.names and item.names & _READS)
