from collections.abc import Iterator

from roadworthy import Finding, ModuleSummary, Profile, Repository, Severity, rule
from roadworthy_rules.operations._shared import source_names

_LOGGING = frozenset(
    "logger logging structlog loguru opentelemetry prometheus_client statsd datadog sentry_sdk".split()
)


@rule(Severity.WARNING, since="0.1")
def prediction_log_missing(
    modules: tuple[ModuleSummary, ...], profile: Profile, repository: Repository
) -> Iterator[Finding]:
    """A service leaves no trace of what it does.

    Without logs or metrics nobody can tell which model answered, how often it failed, or what it was asked
    when it went wrong. Log each prediction with a request's id and the model's version, or count them for a
    monitoring system. Only asked of the profile `ml-service`, where something serves the model.

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
    An exercise serves nobody.

    ```python exercise.py good
    from sklearn.linear_model import LogisticRegression

    print(LogisticRegression().fit([[0], [1]], [0, 1]).predict([[2]]))
    ```
    """
    if profile.name != "ml-service" or not profile.is_served:
        return
    if not source_names(modules) & _LOGGING:
        yield Finding("no source module logs or counts anything", repository.place)
