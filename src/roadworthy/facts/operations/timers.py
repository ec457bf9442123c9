"""What Terraform runs by a schedule: a function of AWS Lambda that EventBridge starts."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.operations.starter import Starter
from roadworthy.facts.operations.starts import Start
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.operations.terraform import terraform_resources

#: A resource by its type and name, and what one says of itself.
_RESOURCE = re.compile(
    r'^[ \t]*resource[ \t]+"(aws_lambda_function|aws_cloudwatch_event_rule|aws_cloudwatch_event_target'
    r'|aws_scheduler_schedule)"[ \t]+"([\w-]+)"',
    re.MULTILINE,
)
_HANDLER = re.compile(r'^[ \t]*handler[ \t]*=[ \t]*"([\w./-]+)\.(\w+)"', re.MULTILINE)
_TIMED = re.compile(r'^[ \t]*schedule_expression[ \t]*=[ \t]*"(?:rate|cron)\(', re.MULTILINE)
_OFF = re.compile(r'^[ \t]*(?:is_enabled[ \t]*=[ \t]*false|state[ \t]*=[ \t]*"DISABLED")', re.MULTILINE)
_ARN = re.compile(r"^[ \t]*arn[ \t]*=[ \t]*([\w.]+)", re.MULTILINE)
_SIZE = 200_000


@dataclass(frozen=True, slots=True)
class _Resource:
    kind: str
    name: str
    text: str
    at: Location


def timers(starter: Starter) -> Iterator[Start]:
    """Yield the handlers of functions that a schedule of EventBridge starts.

    A target that is given by a variable stands for the only function that there is.
    """
    found = list(_resources(starter))
    functions = {item.name: item for item in found if item.kind == "aws_lambda_function"}
    timed = [item for item in found if _TIMED.search(item.text) and not _OFF.search(item.text)]
    targets = [
        item for item in found if item.kind in ("aws_cloudwatch_event_target", "aws_scheduler_schedule")
    ]
    for rule in timed:
        for target in targets if rule.kind == "aws_cloudwatch_event_rule" else (rule,):
            # A target names its rule; a schedule is both.
            if target is not rule and f"aws_cloudwatch_event_rule.{rule.name}." not in target.text:
                continue
            arn = _ARN.search(target.text)
            named = next((name for name in functions if arn and f"aws_lambda_function.{name}." in arn[1]), "")
            if not named and arn and arn[1].startswith("var.") and "lambda" in arn[1] and len(functions) == 1:
                named = next(iter(functions))
            if named and (nodes := _handlers(starter, functions[named])):
                yield Start(f"`{rule.kind}.{rule.name}` starts `{named}`", rule.at, nodes)


def _handlers(starter: Starter, function: _Resource) -> tuple[Node, ...]:
    """Return the function of the project that is the handler, where only one has its name."""
    told = _HANDLER.search(function.text)
    if told is None:
        return ()
    stem = told[1].replace(".", "/").rpartition("/")[2]
    nodes = [
        node
        for node in starter.graph.definitions
        if node[1] == told[2] and node[0].rpartition("/")[2] == f"{stem}.py"
    ]
    return tuple(nodes) if len(nodes) == 1 else ()


def _resources(starter: Starter) -> Iterator[_Resource]:
    """Yield the resources of Terraform files, each with what it says of itself."""
    for head, at in terraform_resources(starter.tree, _RESOURCE, _SIZE):
        text = head.string
        following = _RESOURCE.search(text, head.end())
        last = following.start() if following else len(text)
        end = text.find("\n}", head.end(), last)
        yield _Resource(head[1], head[2], text[head.end() : end if end >= 0 else last], at)
