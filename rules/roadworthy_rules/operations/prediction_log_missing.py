from collections.abc import Iterator

from roadworthy import Finding, ModuleSummary, Profile, Purpose, Repository, Severity, Sign, rule
from roadworthy_rules.operations._shared import server, source_names
from roadworthy_rules.operations.metrics_missing import COUNTING

_LOGGING = frozenset(
    "logger logging structlog loguru opentelemetry prometheus_client statsd datadog sentry_sdk".split()
)
_PAGES = frozenset(("dash", "gradio", "panel", "streamlit"))


@rule(Severity.WARNING, since="0.1")
def prediction_log_missing(
    modules: tuple[ModuleSummary, ...], profile: Profile, purpose: Purpose, repository: Repository
) -> Iterator[Finding]:
    """A service does not log its predictions.

    Without logs or metrics you cannot tell which model answered, how often it failed, or which input caused
    an error. Log each prediction with a request ID and the model's version, or count predictions for a
    monitoring system.

    The rule applies to the profile `ml-service` if something serves the model. It reports services whose code
    uses neither logging nor metrics. It ignores lessons and templates, whose README says what they are.

    ```toml bad
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py bad
    def predict(row):
        print("predicting")
        return 0.5
    ```
    ```toml good
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py good
    import logging

    def predict(row):
        logging.getLogger(__name__).info("predicted")
        return 0.5
    ```

    Exercises are not deployed, and neither are templates.

    ```text README.md good
    # Template for services of models
    ```
    ```toml good
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py good
    def predict(row):
        return 0.5
    ```
    ```python exercise.py good
    from sklearn.linear_model import LogisticRegression

    print(LogisticRegression().fit([[0], [1]], [0, 1]).predict([[2]]))
    ```
    A page that you run yourself shows its predictions only to you:

    ```python page.py good
    import streamlit
    from sklearn.linear_model import LogisticRegression

    streamlit.write(LogisticRegression().fit([[0], [1]], [0, 1]).predict([[2]]))
    ```
    """
    if profile.name != "ml-service" or not profile.is_served or purpose.name != "use":
        return
    names = source_names(modules)
    # A page shows its answers to the one who asks.
    if names & _PAGES and server(modules) is None and Sign.FILE not in profile.signs:
        return
    if not names & (_LOGGING | COUNTING):
        yield Finding("no source module writes logs or metrics", repository.place)
