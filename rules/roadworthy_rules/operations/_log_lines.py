"""What code that requests lead to counts by itself and writes to its log."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from roadworthy import Blocked, Concern, Level, Location, asks_hosted, is_page
from roadworthy_rules.operations._shared import node_of, server

if TYPE_CHECKING:
    from roadworthy import Definition, ModuleSummary, Operations, Tree

#: Words in the names of what answers by the model, names of its answers, and what asks it.
_ANSWERING = frozenset("classify infer inference predict prediction score transcribe".split())
_ANSWERS = frozenset("prediction predictions y_pred".split())
_ASKING = frozenset("classify infer inference predict predict_one predict_proba score transcribe".split())
#: The same where code that answers is only looked for: others answer by such names, too.
ANSWERING_TOO = frozenset(
    "classification detect embed embedding embeddings forecast generate recommend recommendations segment"
    " similar summarize translate".split()
)
#: What adds the routes of a chain, and its library.
_CHAINS, _OF_CHAINS = "add_routes", "langserve"
#: Words in the names of what runs when the service starts or fetches a model: no request fails there.
_STARTING = frozenset(
    "boot choose download init initialize lifespan load loader pick preload refresh reload select setup"
    " shutdown startup warmup".split()
)
_FAILURES = frozenset(("critical", "error", "exception"))
#: What warns of something, and what writes down where an error came from.
_WARNINGS = frozenset(("warn", "warning"))
#: What a project may call that writes down what failed.
_RECORDS = re.compile(r"_?(?:add|emit|log|record|report|save|store|track)_(?:\w{1,20}_)?(?:error|failure)s?")
_TRACES = frozenset(("traceback.print_exc", "traceback.print_exception"))
#: Words in the names of what looks at many answers.
_WATCHING = frozenset("analysis drift metrics monitor monitoring report stats statistics summary".split())
#: What measures a model: the answers there are of its own test, also where an image of its own trains it.
_MEASURING = frozenset(
    "accuracy_score classification_report cross_val_score f1_score log_metric log_metrics mean_absolute_error"
    " mean_squared_error r2_score roc_auc_score train_test_split".split()
)
#: A line of information in a log, one that is fixed, and what tells that it is about what comes before.
_INFO = re.compile(r"\.info\(")
_FIXED = re.compile(r"\.info\(\s{0,40}(\"[^\"\\%{\n]{0,200}\"|'[^'\\%{\n]{0,200}')\s{0,40},?\s{0,40}\)")
_PREPARES = re.compile(r"(?i)\b(?:connect\w*|initiali\w*|load\w*|ready|start\w*)\b")
#: Names that speak of a count of requests.
_COUNTS = re.compile(
    r"(?i)(?:http_|api_|total_|num_|n_)?(?:requests?|predictions?)_?(?:total|counts?|counter|served)"
)
#: A table of predictions, by its name.
_ROWS_OF = re.compile(
    r"(?:[A-Z][A-Za-z]{0,40})?(?:Classification|Inference|Prediction|Recognition)[A-Za-z]{0,40}"
)
#: How Django makes rows.
_MAKES_ROWS = (".objects.create", ".objects.acreate")
#: Words in the names of what shows such a count, and where a word begins in the name of a class.
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SHOWING = frozenset("metrics monitoring statistics stats status".split())
_TOTALS = re.compile(r"(?i)(?:total|num|count_of|nr|n)_(?:api_|http_)?(?:requests|predictions)")


def predictions_in_log(
    operations: Operations, modules: tuple[ModuleSummary, ...], tree: Tree
) -> Location | None:
    """Return where code that requests lead to writes a line on what it predicts.

    A line of fixed words that the model is loaded is none, and neither is one that holds no answer. It may
    write it by a function of the project that is named for logging.
    """
    loggers = frozenset(item.name for _, item in served(operations, modules) if _is_logger(item))
    for module, item in served(operations, modules):
        if node_of(module, item) in operations.flow.lines and not measures(item):
            return Location(module.path, item.route, item.span)
        if node_of(module, item) in operations.flow.unlined:
            continue
        lines = any(logs(use, frozenset(("info",))) for use in item.uses)
        if not item.names.isdisjoint(loggers) and not item.names.isdisjoint(_ASKING) and not measures(item):
            return Location(module.path, item.route, item.span)
        answers = not _ANSWERING.isdisjoint(item.name.lower().split("_"))
        versioned = "model_version" in item.names and not _ASKING.isdisjoint(item.names)
        about = answers or versioned or not _ANSWERS.isdisjoint(item.names)
        # What is found about many answers at once is no line on one.
        about = about and _WATCHING.isdisjoint(item.name.lower().split("_"))
        if lines and about and not measures(item) and not _only_prepares(tree, module.path, item):
            return Location(module.path, item.route, item.span)
    return None


def _is_logger(item: Definition) -> bool:
    """Tell whether a function, by its name, is there to write a line to the log, and does."""
    words = set(item.name.lower().split("_"))
    return "log" in words and any(logs(use, frozenset(("info",))) for use in item.uses)


def measures(item: Definition) -> bool:
    """Tell whether code measures a model, as a training does: it answers no request."""
    return not item.names.isdisjoint(_MEASURING)


def _only_prepares(tree: Tree, path: str, item: Definition) -> bool:
    """Tell whether all lines that a function logs are fixed words on what is loaded or started."""
    if item.span is None:
        return False
    try:
        lines = tree.text(path, strict=False).splitlines()[item.span.line :]
    except Blocked:
        return False
    indent = item.span.column - 1
    # The body ends at the first line that is as far to the left; a `)` there ends the parameters.
    inside = itertools.takewhile(
        lambda line: not line.strip() or line[: indent + 1].isspace() or line.lstrip().startswith(")"), lines
    )
    text = "\n".join(inside)
    fixed = _FIXED.findall(text)
    return 0 < len(fixed) == len(_INFO.findall(text)) and all(map(_PREPARES.search, fixed))


def answers_requests(operations: Operations, modules: tuple[ModuleSummary, ...]) -> bool:
    """Tell whether code that answers by the model is among what requests lead to.

    LangServe answers by the chain that a module adds routes for.
    """
    return any(answers(item) for _, item in served(operations, modules)) or with_chain(modules) is not None


def with_chain(modules: Iterable[ModuleSummary]) -> ModuleSummary | None:
    """Return the module that adds routes for a chain of LangServe; None where there is none."""
    for module in modules:
        roots = module.libraries
        if module.role != "source" or _OF_CHAINS not in roots:
            continue
        parts = (module.uses, module.main_uses, *(item.uses for item in module.definitions))
        if any(use.rpartition(".")[2] == _CHAINS for uses in parts for use in uses):
            return module
    return None


def answers(item: Definition) -> bool:
    """Tell whether code answers by a model: it asks one, or is named for it."""
    named = (_ANSWERING | ANSWERING_TOO).isdisjoint(item.name.lower().split("_"))
    return not item.names.isdisjoint(_ASKING) or asks_hosted(item) or not named


def fails_logged(operations: Operations, modules: tuple[ModuleSummary, ...]) -> Location | None:
    """Return where code that requests lead to logs that something failed.

    A warning that says what was caught does, and so does a trace on the standard error.
    """
    for module, item in served(operations, modules):
        warned = node_of(module, item) in operations.flow.warned
        if warned or any(logs(use, _FAILURES) or use in _TRACES for use in item.uses):
            return Location(module.path, item.route, item.span)
    return None


def may_fail_logged(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return the name of what requests lead to that may log a failure, in a way that is not followed.

    A line that warns may be of a failure, and what is named for it may write one down elsewhere.
    """
    loggers = ("log", "logger", "logging", "loguru", "structlog")
    for _, item in served(operations, modules):
        if not item.names.isdisjoint(loggers) and item.names & _FAILURES:
            return item.name
        if any(logs(use, _WARNINGS) for use in item.uses) or any(map(_RECORDS.fullmatch, item.names)):
            return item.name
    return ""


def own_counter(operations: Operations, modules: tuple[ModuleSummary, ...]) -> Location | None:
    """Return where a class of metrics counts something that requests lead to."""
    for module, item in served(operations, modules):
        counts = item.name in ("count", "inc", "increment", "observe", "record")
        if counts and "metric" in f"{item.owner} {module.path}".lower():
            return Location(module.path, item.route, item.span)
    return None


def shown_count(operations: Operations, modules: tuple[ModuleSummary, ...]) -> tuple[str, Location] | None:
    """Return a count that some code which requests lead to keeps and other code shows, and where it does."""
    answering, showing = [], []
    for module, item in served(operations, modules):
        if not _SHOWING.isdisjoint(item.name.lower().split("_")):
            showing.append((module, item))
        else:
            answering.append(item.names)
    kept = {
        name for names in answering for name in names if _COUNTS.fullmatch(name) or _TOTALS.fullmatch(name)
    }
    for module, item in showing:
        if found := sorted(kept & item.names):
            return found[0], Location(module.path, item.route, item.span)
    return None


def counted_rows(operations: Operations, modules: tuple[ModuleSummary, ...]) -> Location | None:
    """Return where code that shows statistics counts the rows that predictions are kept in."""
    if operations.level(Concern.PREDICTION_LOG) < Level.SERVED:
        return None
    made = {
        use.rpartition(".objects.")[0]
        for _, item in served(operations, modules)
        for use in item.uses
        if use.endswith(_MAKES_ROWS)
    }
    for module, item in served(operations, modules):
        if "count" not in item.names or not _shows(module, item):
            continue
        counted = any(f"{table}.objects.count" in item.uses for table in made)
        if counted or any(map(_ROWS_OF.fullmatch, item.names)):
            return Location(module.path, item.route, item.span)
    return None


def _shows(module: ModuleSummary, item: Definition) -> bool:
    """Tell whether code shows statistics, by its name, or by that of its class or of its module."""
    stem = module.path.rpartition("/")[2].removesuffix(".py")
    named = _HUMP.sub("_", f"{item.name}_{item.owner}_{stem}").lower().split("_")
    return not _SHOWING.isdisjoint(named)


def counts_requests(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return a name or text of what serves that speaks of a count of requests; else nothing.

    What a page counts is what it was answered.
    """
    for module in modules:
        if module.role != "source" or (operations.served and _is_beside(operations, module)):
            continue
        for word in sorted(module.mentioned | module.texts):
            if _COUNTS.fullmatch(word) or _TOTALS.fullmatch(word):
                return word
    return ""


def _is_beside(operations: Operations, module: ModuleSummary) -> bool:
    """Tell whether no request leads to a module, or it makes a page."""
    return module.path not in operations.served_files or is_page(module)


def served(
    operations: Operations, modules: tuple[ModuleSummary, ...]
) -> Iterator[tuple[ModuleSummary, Definition]]:
    """Yield what requests lead to, but for what only starts the service, and pages beside it."""
    serves = server(modules) is not None
    for module in modules:
        # A page asks the service, and what it writes down is what it was told.
        if serves and is_page(module):
            continue
        for item in module.definitions if module.role == "source" else ():
            served = node_of(module, item) in operations.served
            if served and _STARTING.isdisjoint(item.name.lower().split("_")):
                yield module, item


def logs(use: str, methods: frozenset[str]) -> bool:
    """Tell whether a use calls one of some methods of what logs: `logger.error`, `get_logger().error`."""
    owner, dot, method = use.replace("=", ".").rpartition(".")
    return bool(dot) and method in methods and "log" in owner.lower()
