from collections.abc import Iterable, Iterator

from roadworthy import Finding, ModuleSummary, Profile, Severity, rule
from roadworthy_rules.operations._shared import server, source_names

COUNTING = frozenset(
    "applicationinsights aws_embedded_metrics aws_lambda_powertools datadog ddtrace django_prometheus"
    " elasticapm logfire monitoring_v3 newrelic opencensus opentelemetry prometheus_client"
    " prometheus_flask_exporter prometheus_fastapi_instrumentator put_metric_data sentry_sdk"
    " starlette_exporter starlette_prometheus statsd".split()
)


@rule(Severity.NOTE, since="0.1")
def metrics_missing(modules: tuple[ModuleSummary, ...], profile: Profile) -> Iterator[Finding]:
    """A service has no metrics.

    Without request counts, durations and failures, your users notice problems before you do. Record them with
    `prometheus_client` or OpenTelemetry, and alert on them.

    The rule applies to the profile `ml-service` if the service imports a web framework.

    ```toml bad
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py bad
    from flask import Flask

    app = Flask(__name__)
    ```
    ```toml good
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py good
    from flask import Flask
    from prometheus_client import Counter

    app = Flask(__name__)
    requests = Counter("requests", "Requests")
    ```

    The rule accepts metrics that you implement yourself.

    ```toml good
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py good
    from flask import Flask

    app = Flask(__name__)

    @app.get("/metrics")
    def metrics(): ...
    ```
    """
    at = server(modules) if profile.name == "ml-service" else None
    if at is not None and not answers_metrics(modules) and not source_names(modules) & COUNTING:
        yield Finding("the service records neither requests nor failures", at)


def answers_metrics(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a source module has a route for metrics; a file `/metrics.json` is none."""
    texts = (text for module in modules if module.role == "source" for text in module.texts)
    return any("/metrics" in text and "/metrics." not in text for text in texts)
