"""What code that requests lead to writes to its log."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from roadworthy import Blocked, Location, asks_hosted, is_page, local_model
from roadworthy_rules.operations._shared import node_of, pages, server

if TYPE_CHECKING:
    from roadworthy import Definition, ModuleSummary, Operations, Tree

#: Words in the names of what answers by the model, names of its answers, and what asks it.
_ANSWERING = frozenset("classify infer inference predict prediction score transcribe".split())
_ANSWERS = frozenset("prediction predictions y_pred".split())
_ASKING = frozenset("classify infer inference predict predict_one predict_proba score transcribe".split())
#: The same where code that answers is only looked for: others answer by such names, too.
ANSWERING_TOO = frozenset(
    "classification detect embed embedding embeddings forecast generate recommend recommendations segment"
    " similar summarize synthesize translate upscale".split()
)
#: What finds the nearest of some vectors.
_COMPARING = frozenset(("cosine_similarity", "face_distance", "linear_kernel"))
#: What adds the routes of a chain, and its library.
_CHAINS, _OF_CHAINS = "add_routes", "langserve"
#: Words in the names of what runs when the service starts or fetches a model: no request fails there.
_STARTING = frozenset(
    "boot choose download init initialize lifespan load loader pick precompute preload refresh reload select"
    " setup shutdown startup warmup".split()
)
#: What makes a function inside another one handle requests or their failures.
_HANDLING = frozenset("errorhandler exception_handler middleware".split())
_FAILURES = frozenset(("critical", "error", "exception"))
#: What warns of something.
_WARNINGS = frozenset(("warn", "warning"))
#: What a project may call that writes down what failed.
_RECORDS = re.compile(r"_?(?:add|emit|log|record|report|save|store|track)_(?:\w{1,20}_)?(?:error|failure)s?")
#: Words in the names of what looks at many answers.
_WATCHING = frozenset("analysis drift metrics monitor monitoring report stats statistics summary".split())
#: What measures a model: the answers there are of its own test, also where an image of its own trains it.
_MEASURING = frozenset(
    "accuracy_score classification_report cross_val_score f1_score log_metric log_metrics mean_absolute_error"
    " mean_squared_error r2_score roc_auc_score train_test_split".split()
)
#: What speaks of an answer of a model.
PREDICTED = re.compile(r"(?i)predict|inference|classif")
#: Lines above that are looked at for the blocks that a line is in.
_ABOVE = 200
#: What writes a line that is shown by default or tells what is done; such a line, and one that is fixed.
LINES = frozenset(("critical", "info"))
_INFO = re.compile(r"\.(?:critical|info)\(")
_FIXED = re.compile(
    r"\.(?:critical|info)\(\s{0,40}(\"[^\"\\%{\n]{0,200}\"|'[^'\\%{\n]{0,200}')\s{0,40},?\s{0,40}\)"
)


def predictions_in_log(
    operations: Operations, modules: tuple[ModuleSummary, ...], tree: Tree
) -> Location | None:
    """Return where code that requests lead to writes a line that holds what it predicts.

    It may write it by a function of the project that is named for logging.
    """
    loggers = frozenset(item.name for _, item in served(operations, modules) if _is_logger(item))
    for module, item in served(operations, modules):
        if node_of(module, item) in operations.flow.lines and not measures(item):
            return Location(module.path, item.route, item.span)
        if node_of(module, item) in operations.flow.unlined:
            continue
        if not item.names.isdisjoint(loggers) and not item.names.isdisjoint(_ASKING) and not measures(item):
            return Location(module.path, item.route, item.span)
    return None


def _is_logger(item: Definition) -> bool:
    """Tell whether a function, by its name, is there to write a line to the log, and does."""
    words = set(item.name.lower().split("_"))
    return "log" in words and any(logs(use, LINES) for use in item.uses)


def measures(item: Definition) -> bool:
    """Tell whether code measures a model, as a training does: it answers no request."""
    return not item.names.isdisjoint(_MEASURING)


def is_about_answers(item: Definition) -> bool:
    """Tell whether code is named for answering, or names answers of its own: its lines may be about them.

    What is found about many answers at once is no line on one.
    """
    words = item.name.lower().split("_")
    versioned = "model_version" in item.names and not _ASKING.isdisjoint(item.names)
    about = versioned or not (_ANSWERING.isdisjoint(words) and _ANSWERS.isdisjoint(item.names))
    return about and _WATCHING.isdisjoint(words)


def fixed_lines(tree: Tree, path: str, item: Definition) -> tuple[str, ...]:
    """Return the lines of information that a function logs, if all of them are fixed words; else nothing."""
    text = body_of(tree, path, item)
    fixed = tuple(_FIXED.findall(text))
    return fixed if len(fixed) == len(_INFO.findall(text)) else ()


def body_of(tree: Tree, path: str, item: Definition) -> str:
    """Return the lines of a function below its first one; an empty text where they cannot be read."""
    if item.span is None:
        return ""
    try:
        lines = tree.text(path, strict=False).splitlines()[item.span.line :]
    except Blocked:
        return ""
    indent = item.span.column - 1
    # The body ends at the first line that is as far to the left; a `)` there ends the parameters.
    inside = itertools.takewhile(
        lambda line: not line.strip() or line[: indent + 1].isspace() or line.lstrip().startswith(")"), lines
    )
    return "\n".join(inside)


def heads_above(lines: Sequence[str], number: int) -> Iterator[str]:
    """Yield the first lines of the blocks that a line is in, the innermost first, without their indentation.

    `number` is the line's place in `lines`.
    """
    indent = len(lines[number]) - len(lines[number].lstrip())
    for line in reversed(lines[max(0, number - _ABOVE) : number]):
        head = line.lstrip()
        if head and len(line) - len(head) < indent:
            indent = len(line) - len(head)
            yield head


def answers_requests(
    operations: Operations, modules: tuple[ModuleSummary, ...], *, widely: bool = False
) -> bool:
    """Tell whether code that answers by the model is among what requests lead to.

    LangServe answers by the chain that a module adds routes for. Looked for `widely`, what calls a function
    that is named for it does (`MODEL.classify_image(path)`), and what compares vectors.
    """
    pairs = [*served(operations, modules)]
    found = [item for _, item in pairs]
    if any(map(answers, found)) or with_chain(modules) is not None:
        return True
    if any(node_of(module, item) in operations.flow.asking for module, item in pairs):
        return True
    # A page that the server itself shows may be what asks the model.
    if any(
        asks_hosted(item) and node_of(module, item) in operations.served
        for module in pages(modules)
        for item in module.definitions
    ):
        return True
    called = (name for item in found if widely for name in item.names)
    return any(name in _COMPARING or name.partition("_")[0] in _ASKING for name in called)


def answers_by_library(operations: Operations, modules: tuple[ModuleSummary, ...]) -> bool:
    """Tell whether requests lead to a module that brings a model back which answers when it is called.

    Which of its functions asks the model is not seen: `engine.ocr(picture)`.
    """
    found = {module.path: module for module, item in served(operations, modules) if item.kind != "class"}
    return any(local_model(module) is not None for module in found.values())


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

    A warning that says what was caught does, and so does a row that keeps it. A trace that is printed is no
    log.
    """
    for module, item in served(operations, modules):
        warned = node_of(module, item) in operations.flow.warned
        if warned or any(logs(use, _FAILURES) for use in item.uses):
            return Location(module.path, item.route, item.span)
    return None


def start_fails_logged(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return the name of what starts the service, or loads its model, and logs that it failed.

    A warning that says what was caught does, too.
    """
    serves = server(modules) is not None
    for module in modules:
        if module.role != "source" or module.path not in operations.served_files:
            continue
        for item in module.definitions if not (serves and is_page(module)) else ():
            starts = not _STARTING.isdisjoint(item.name.lower().split("_"))
            trains = node_of(module, item) in operations.trained or not item.names.isdisjoint(_MEASURING)
            warned = node_of(module, item) in operations.flow.warned
            if starts and not trains and (warned or any(logs(use, _FAILURES) for use in item.uses)):
                return item.name
    return ""


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
            # What starts the service may hold what handles each request, or its failure.
            starts = not _STARTING.isdisjoint(item.name.lower().split("_"))
            if node_of(module, item) in operations.served and (not starts or item.names & _HANDLING):
                yield module, item


def asked(
    operations: Operations, modules: tuple[ModuleSummary, ...]
) -> Iterator[tuple[ModuleSummary, Definition]]:
    """Yield what requests lead to, without what only those lead to that train a model."""
    for module, item in served(operations, modules):
        if node_of(module, item) not in operations.trained:
            yield module, item


def answering(
    operations: Operations, modules: tuple[ModuleSummary, ...]
) -> Iterator[tuple[ModuleSummary, Definition]]:
    """Yield what handlers that ask a model lead to; all that requests lead to where none is known to ask.

    Other routes, such as those of accounts, are given no answer of the model, unless they speak of one.
    """
    for module, item in asked(operations, modules):
        led = not operations.answering or node_of(module, item) in operations.answering
        if led or speaks_of_answer(item):
            yield module, item


def speaks_of_answer(item: Definition) -> bool:
    """Tell whether the name of code, or one that it mentions, is of an answer of a model."""
    return any(map(PREDICTED.search, (item.owner, item.name, *item.names)))


def logs(use: str, methods: frozenset[str]) -> bool:
    """Tell whether a use calls one of some methods of what logs: `logger.error`, `get_logger().error`."""
    owner, dot, method = use.replace("=", ".").rpartition(".")
    return bool(dot) and method in methods and "log" in owner.lower()
