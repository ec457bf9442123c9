"""What a service counts by itself, without a library, and what its routes show of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import Location, extractor, is_page, path_words
from roadworthy_rules.operations._log_lines import served
from roadworthy_rules.operations._model_stores import extracted, text_of
from roadworthy_rules.operations._shared import node_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from roadworthy import Definition, Files, ModuleSummary, Operations, Tree

#: What adds a route for metrics, and words in the names of what may be a count of requests there.
_METRICS = re.compile(r"[\"'](?:/[\w/-]{0,80})?/metrics/?[\"']")
_COUNTED = frozenset(
    "calls collect count counter counters counts errors failures generate hits inc latencies latency latest"
    " observe registry render requests snapshot statistics stats throughput total totals usage".split()
)
#: What makes a count for Prometheus, and what adds to it.
_COUNTERS = frozenset(("Counter", "Histogram", "Summary"))
_COUNT = frozenset(("inc", "observe"))
#: Names that speak of a count of requests.
_COUNTS = re.compile(
    r"(?i)(?:http_|api_|total_|num_|n_|live_|daily_|failed_)?(?:requests?|predictions?)_?"
    r"(?:total|counts?|counter|served)"
)
#: A table of predictions, by its name.
_ROWS_OF = re.compile(
    r"(?:[A-Z][A-Za-z]{0,40})?(?:Classification|Inference|Prediction|Recognition)[A-Za-z]{0,40}"
)
#: How a line of the format of Prometheus begins, and the type of its content.
_SCRAPED = re.compile(
    r"[\"']# (?:HELP|TYPE) [\w{]|\n# TYPE [\w{][^\n]{0,80} (?:counter|histogram|summary)\b"
    r"|[\"']text/plain; ?version=0\.0\.4"
)
#: What fills in the template of a page.
_DRAWING = frozenset(
    "TemplateResponse get_context_data render render_template render_to_response template_name".split()
)
#: What counts rows; bases of tables, how a class of SQLModel says that it is one, and how far bases lead.
_COUNTING = frozenset(("Count", "count"))
_TABLES = frozenset(("Base", "DeclarativeBase", "Document", "Model"))
_IS_TABLE = re.compile(r"\btable\s{0,5}=\s{0,5}True\b")
_BASES = 3
#: How SQL counts rows.
_SQL_COUNT = re.compile(r"\bCOUNT\(")
#: A table whose rows it counts, one that it adds rows to, and words in the names of tables of answers.
_COUNTED_TABLE = re.compile(r"\bCOUNT\([^()\n]{0,80}\)[^;\"']{0,300}?\bFROM\s{1,20}(\w{1,80})")
_FILLED_TABLE = re.compile(r"\bINSERT\s{1,20}INTO\s{1,20}(\w{1,80})")
_OF_ANSWERS = frozenset(
    "answer answers classifications detections history inference inferences log logs prediction predictions"
    " queries recognition recognitions requests results".split()
)
#: How Django makes rows.
_MAKES_ROWS = (".objects.create", ".objects.acreate")
#: Words in the names of what shows such a count, and where a word begins in the name of a class.
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SHOWING = frozenset("analytics dashboard metrics monitoring statistics stats status summary".split())
#: What routes of handlers inside a function are added to.
_APPLICATIONS = frozenset("APIRouter Blueprint FastAPI Flask Quart Sanic".split())
#: Words in the names of what counts, though they may speak of what is shown, too.
_RECORDING = frozenset("add count increment middleware observe record track update".split())
_TOTALS = re.compile(r"(?i)(?:total|num|count_of|nr|n)_(?:api_|http_)?(?:requests|predictions)")
#: A list of the requests that were answered, by its name, and the kinds of lists.
_LISTED = re.compile(
    r"(?i)_?(?:\w{1,20}_)?(?:latenc(?:y|ies)|inferences?|predictions?|requests?)(?:_(?:history|log|logs|records|times))?"
)
_LISTS = frozenset(("deque", "list"))
#: What a cache counts of each request: one or the other.
_OF_CACHE = re.compile(r"(?i)_?(?:\w{1,40}_)?(hits|misses)")


def own_counter(operations: Operations, modules: tuple[ModuleSummary, ...]) -> Location | None:
    """Return where a class of metrics counts something that requests lead to."""
    for module, item in served(operations, modules):
        counts = item.name in ("count", "inc", "increment", "observe", "record")
        if counts and "metric" in f"{item.owner} {module.path}".lower():
            return Location(module.path, item.route, item.span)
    return None


def prometheus_counter(operations: Operations, modules: tuple[ModuleSummary, ...]) -> Location | None:
    """Return where requests lead to a count of Prometheus, in a module that makes counters in its own way.

    It may import the library where it first needs it, and hand on what it makes there.
    """
    for module, item in served(operations, modules):
        if "prometheus_client" not in module.libraries or not module.mentions(_COUNTERS):
            continue
        if any(use.rpartition(".")[2] in _COUNT for use in item.uses):
            return Location(module.path, item.route, item.span)
    return None


def scraped(modules: tuple[ModuleSummary, ...], tree: Tree) -> bool:
    """Tell whether code writes metrics in the format of Prometheus, which collects and keeps them."""
    return any(_SCRAPED.search(text_of(tree, one.path)) for one in modules if one.role == "source")


def counts_nothing(operations: Operations, modules: tuple[ModuleSummary, ...]) -> bool:
    """Tell whether what answers `/metrics` says nothing of a count, and neither does all that it may call.

    It may call what has a name that it mentions, wherever that is.
    """
    by_name: dict[str, list[Definition]] = {}
    found: list[Definition] = []
    for module in modules:
        for item in module.definitions if module.role == "source" else ():
            by_name.setdefault(item.name, []).append(item)
            if node_of(module, item) in operations.served and _METRICS.search(" ".join(item.header)):
                found.append(item)
    seen: set[str] = set()
    pending = list(found)
    while pending:
        item = pending.pop()
        if any(not _COUNTED.isdisjoint(name.lower().split("_")) for name in item.names):
            return False
        # `@router.get("/metrics")` is called by no one there.
        adds = {name.removesuffix("()").rpartition(".")[2] for name in item.decorators}
        near = (item.names - adds) & by_name.keys() - seen
        seen |= near
        pending += [one for name in near for one in by_name[name]]
    return bool(found)


def shown_count(operations: Operations, modules: tuple[ModuleSummary, ...]) -> tuple[str, Location] | None:
    """Return a count that some code which requests lead to keeps and other code shows, and where it does.

    What a class or module of a cache adds up is what was looked up there, and no request of the service.
    """
    answering: list[AbstractSet[str]] = []
    showing = []
    lists = {name for module in modules for name, kind in module.objects if kind in _LISTS}
    lists = set(filter(_LISTED.fullmatch, lists))
    grown: set[str] = set()
    for module, item in served(operations, modules):
        grown |= lists & item.names if "append" in item.names else set()
        words = item.name.lower().split("_")
        if not _SHOWING.isdisjoint(words) and _RECORDING.isdisjoint(words):
            showing.append((module, item))
        else:
            answering.append(item.names)
    kept = {
        name for names in answering for name in names if _COUNTS.fullmatch(name) or _TOTALS.fullmatch(name)
    }
    for module, item in showing:
        rows = sorted(grown & item.names) if "len" in item.names else []
        of_cache = "cache" in path_words(f"{module.path} {item.owner}")
        total = [] if of_cache else _total_of_cache(item, answering)
        counted = set(filter(_TOTALS.fullmatch, item.names)) if of_cache else set[str]()
        if found := rows or sorted((kept & item.names) - counted) or total:
            return found[0], Location(module.path, item.route, item.span)
    return None


def _total_of_cache(item: Definition, answering: list[AbstractSet[str]]) -> list[str]:
    """Return the name by which code shows the hits and misses together that other code counts."""
    shared = [name for names in answering for name in names & item.names]
    counted = {found[1].lower() for found in map(_OF_CACHE.fullmatch, shared) if found}
    return [] if len(counted) < 2 else sorted(filter(_TOTALS.fullmatch, item.names))


def counted_rows(operations: Operations, modules: tuple[ModuleSummary, ...]) -> Location | None:
    """Return where code that answers with statistics counts the rows that predictions are kept in.

    A page for people that shows how many rows there are counts no requests.
    """
    made = {
        use.rpartition(".objects.")[0]
        for _, item in served(operations, modules)
        for use in item.uses
        if use.endswith(_MAKES_ROWS)
    }
    made |= _kept_rows(operations, modules)
    for module, item in served(operations, modules):
        if item.names.isdisjoint(_COUNTING) or not _shows(module, item):
            continue
        if not item.names.isdisjoint(_DRAWING) or item.name in _DRAWING:
            continue
        counted = not item.names.isdisjoint(made)
        if counted or any(map(_ROWS_OF.fullmatch, item.names)):
            return Location(module.path, item.route, item.span)
    return None


def rows_of_sql(operations: Operations, modules: tuple[ModuleSummary, ...], tree: Tree) -> str:
    """Return the name of code that shows statistics, in a module whose SQL counts rows; else nothing."""
    for module, item in served(operations, modules):
        if _shows(module, item) and _has_sql_count(tree, module.path):
            return item.name
    return ""


def filled_and_counted(operations: Operations, modules: tuple[ModuleSummary, ...], tree: Tree) -> str:
    """Return the name of code that shows statistics, in a module whose SQL counts rows of answers; else "".

    What requests lead to adds rows to the same table, whatever runs the statement.
    """
    for module, item in served(operations, modules):
        if not (_shows(module, item) and _has_sql_count(tree, module.path)):
            continue
        counted = {one for one in _tables(tree, module.path)[0] if _OF_ANSWERS & set(one.lower().split("_"))}
        paths = sorted(operations.served_files) if counted else []
        if any(not counted.isdisjoint(_tables(tree, path)[1]) for path in paths):
            return item.name
    return ""


def _tables(tree: Tree, path: str) -> tuple[list[str], list[str]]:
    """Return the tables whose rows the SQL of a module counts, and those that it adds rows to."""
    nothing: tuple[list[str], list[str]] = [], []
    return extracted(tree, path, _tables_in_sql, nothing)


@extractor
def _tables_in_sql(files: Files, path: str) -> tuple[list[str], list[str]]:
    """Return the tables whose rows a module counts, and those that it adds rows to."""
    text = files.text(path, strict=False)
    return sorted({*_COUNTED_TABLE.findall(text)}), sorted({*_FILLED_TABLE.findall(text)})


def _has_sql_count(tree: Tree, path: str) -> bool:
    """Tell whether a module has a statement of SQL that counts rows; one that cannot be read has none."""
    return extracted(tree, path, _counts_in_sql, False)


@extractor
def _counts_in_sql(files: Files, path: str) -> bool:
    """Tell whether a module has a statement of SQL that counts rows."""
    return _SQL_COUNT.search(files.text(path, strict=False)) is not None


def _kept_rows(operations: Operations, modules: tuple[ModuleSummary, ...]) -> set[str]:
    """Return the names of the classes of rows that what keeps answers makes."""
    kept = set(operations.flow.kept)
    names = {
        name
        for module in modules
        for item in module.definitions
        if node_of(module, item) in kept
        for name in item.names
    }
    classes = {
        item.name: item
        for module in modules
        for item in module.definitions
        if item.kind == "class" and module.role == "source"
    }
    return {name for name in names & classes.keys() if _has_rows(classes[name], classes)}


def _has_rows(item: Definition, classes: dict[str, Definition], depth: int = 0) -> bool:
    """Tell whether a class is a table, by itself or its bases: one of SQLModel says so."""
    if any(_IS_TABLE.search(line) for line in item.header):
        return True
    bases = {base.removesuffix("()").rpartition(".")[2] for base in item.bases}
    inner = (classes[base] for base in bases & classes.keys() if base != item.name and depth < _BASES)
    return not bases.isdisjoint(_TABLES) or any(_has_rows(one, classes, depth + 1) for one in inner)


def _shows(module: ModuleSummary, item: Definition) -> bool:
    """Tell whether code shows statistics, by its name, or by that of its class or of its module.

    What makes an application and its handlers inside shows some by a route: `"/stats"`.
    """
    if not item.names.isdisjoint(_APPLICATIONS):
        ends = (use.rpartition("/")[2] for use in item.uses if use.startswith("//"))
        if any(end.lower() in _SHOWING for end in ends):
            return True
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
