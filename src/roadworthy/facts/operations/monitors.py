"""Monitors of a model outside the code: tools that a schedule runs, and resources of Terraform."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.late_re import re
from roadworthy.facts.ci import Act, Verb
from roadworthy.facts.operations.levels import Level, Watched
from roadworthy.facts.operations.signals import Concern
from roadworthy.facts.operations.terraform import terraform_resources
from roadworthy.tree.tree import Tree

#: Resources of Terraform that watch a deployed model by a schedule of their own.
_TERRAFORM = re.compile(
    r'^[ \t]*resource[ \t]+"(google_vertex_ai_model_deployment_monitoring_job'
    r"|aws_sagemaker_monitoring_schedule|aws_sagemaker_data_quality_job_definition"
    r'|databricks_(?:lakehouse|quality)_monitor)"[ \t]+"([\w-]+)"',
    re.MULTILINE,
)
#: What keeps each request and answer of an endpoint.
_CAPTURE = re.compile(
    r'^[ \t]*resource[ \t]+"(aws_sagemaker_endpoint_configuration)"[ \t]+"([\w-]+)"'
    r"(?:(?!^resource\b)[^\n]*+\n){0,80}?[ \t]*enable_capture[ \t]*=[ \t]*true\b",
    re.MULTILINE,
)
#: An alarm on what a platform counts of requests and failures, and whom it tells.
_ALARM = re.compile(
    r'^[ \t]*resource[ \t]+"(aws_cloudwatch_metric_alarm)"[ \t]+"([\w-]+)"'
    r"(?P<body>(?:(?!^resource\b)[^\n]*+\n){0,60})",
    re.MULTILINE,
)
_COUNTED = re.compile(
    r'(?m)^[ \t]*metric_name[ \t]*=[ \t]*"(?:[45]xx(?:Errors?)?|[45]XXErrors?|Errors|HTTPCode_\w{1,40}'
    r'|RequestCount|Invocation\w{0,40})"'
)
_TELLS = re.compile(r"(?m)^[ \t]*alarm_actions[ \t]*=[ \t]*\[\s*[^\]\s]")
_SIZE = 500_000


def monitors(by_schedule: Iterable[Act], tree: Tree) -> Iterator[Watched]:
    """Yield the tools that a schedule of a pipeline runs, and the monitors that Terraform sets up."""
    for act in by_schedule:
        if act.verb is Verb.MONITORS:
            words = f"a schedule of the pipeline runs `{' '.join(act.words)[:80]}`"
            yield Watched(Concern.DRIFT, Level.SCHEDULED, ((words, act.at),))
    for found, at in terraform_resources(tree, _TERRAFORM, _SIZE):
        yield Watched(Concern.DRIFT, Level.SCHEDULED, ((f"`{found[1]}.{found[2]}`", at),))
    for found, at in terraform_resources(tree, _CAPTURE, _SIZE):
        yield Watched(Concern.PREDICTION_LOG, Level.SERVED, ((f"`{found[1]}.{found[2]}`", at),))
    for found, at in terraform_resources(tree, _ALARM, _SIZE):
        if not _COUNTED.search(found["body"]):
            continue
        chain = ((f"`{found[1]}.{found[2]}` watches what the platform counts", at),)
        yield Watched(Concern.METRICS, Level.SERVED, chain)
        if _TELLS.search(found["body"]):
            yield Watched(Concern.ERRORS, Level.SERVED, chain)
