import re
from collections.abc import Iterator

from roadworthy import Finding, ModuleSummary, Profile, Purpose, Repository, Severity, Unmeasured, rule
from roadworthy_rules.operations._shared import is_only_page, server, source_names
from roadworthy_rules.operations.metrics_missing import COUNTING

_LOGGING = frozenset(
    "logger logging structlog loguru opentelemetry prometheus_client statsd datadog sentry_sdk".split()
)
#: Names of where predictions are kept, or of what keeps them.
_KEPT = re.compile(r"(?i)pred(?:iction)?s?_?logs?|log(?:ged)?_?pred|(?:insert|keep|record|save|store)_?pred")
#: What keeps rows or passes them on, and how: whether these are predictions cannot be read.
_STORES = frozenset(
    "aiokafka asyncpg beanie confluent_kafka django elasticsearch influxdb_client kafka mongoengine motor"
    " mysql peewee pika psycopg psycopg2 pymongo pymysql redis sqlalchemy sqlite3 sqlmodel supabase"
    " tortoise".split()
)
_WRITES = frozenset(
    "add add_all basic_publish bulk_create bulk_save_objects execute executemany hset index insert"
    " insert_many insert_one lpush merge produce put put_item rpush save send to_sql update_one write"
    " xadd".split()
)
#: What writes rows to a file.
_ROWS = frozenset("to_csv to_parquet writerow writerows".split())


@rule(Severity.WARNING, since="0.1")
def prediction_log_missing(
    modules: tuple[ModuleSummary, ...], profile: Profile, purpose: Purpose, repository: Repository
) -> Iterator[Finding]:
    """A service does not log its predictions.

    Without logs or metrics you cannot tell which model answered, how often it failed, or which input caused
    an error. Log each prediction with a request ID and the model's version, or count predictions for a
    monitoring system.

    The rule applies to the profile `ml-service` if something serves the model. It reports services whose code
    uses neither logging nor metrics, and names no store of predictions. It stays silent if the code writes to
    a database or a queue, or if a module that serves writes a file, because that may keep them. It ignores
    lessons and templates, whose README says what they are.

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
    Predictions may be kept in a database.

    ```toml good
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py good
    def predict(row, database):
        database.predictions_log.insert_one({"row": row, "answer": 0.5})
        return 0.5
    ```

    ```toml good
    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py good
    from sqlalchemy.orm import Session

    def predict(row, session: Session):
        session.add(row)
        return 0.5
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
    if is_only_page(modules, profile):
        return
    if not names & (_LOGGING | COUNTING) and not any(map(_KEPT.search, names)):
        for module in modules:
            if module.role == "source" and _may_keep(module):
                raise Unmeasured(f"could not see whether what `{module.path}` stores are predictions")
        yield Finding("no source module writes logs or metrics", repository.place)


def _may_keep(module: ModuleSummary) -> bool:
    """Tell whether a module writes to a database or a queue, or rows to a file while it serves."""
    imported = module.libraries
    if imported & _STORES and module.mentioned & _WRITES:
        return True
    writes = {"open", "write"} <= module.mentioned or bool(module.mentioned & _ROWS)
    return writes and server((module,)) is not None
