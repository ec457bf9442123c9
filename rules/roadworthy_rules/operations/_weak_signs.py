"""Signs that something may be done in a way that is not read: too weak for a yes, and against a no.

Those of what keeps predictions are in `_weak_stores`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from roadworthy import Location, is_run, path_words
from roadworthy_rules.operations._log_lines import (
    answers,
    asked,
    served,
)
from roadworthy_rules.operations._references import is_called
from roadworthy_rules.operations._shared import node_of, pages, server
from roadworthy_rules.operations._trainings import TRAINING, trains

if TYPE_CHECKING:
    from roadworthy import Definition, ModuleSummary, Operations

#: What counts or measures.
_COUNTING = frozenset("inc incr increment observe track_inprogress".split())
#: Words in the names of what watches a service, and names of what it sums up of requests.
_WATCHING = frozenset("metrics monitor monitoring stats telemetry".split())
_SHOWING = _WATCHING | frozenset(("dashboard", "statistics"))
_FAILED = re.compile(r"(?:failed|unsuccessful)_\w{1,60}")
_SUCCEEDED = re.compile(r"(?:succeeded|success|successful)_\w{1,60}")
_SUMMED = re.compile(
    r"(?:error|failed|failure|success)_(?:count|rate)|request_count|(?:failed|total)_requests"
)
_LIMITS = re.compile(r"(?i)limit|throttl")
#: What may check a request, and what else is checked so.
_CHECKS = re.compile(r"(?i)valid|schema|sanitiz")
_OTHERS = re.compile(
    r"(?i)api_?key|auth|token|password|user|session|permission|login|licen[cs]e|valid_from|invalidate|validation_(data|split|set)|include_in_schema|^schemas$|_valid$|x_valid|y_valid|HTTP_422"
)
#: What checks what a model answered.
_OF_ANSWERS = re.compile(
    r"(?i)valid\w{0,20}_(?:answer|completion|forecast|output|prediction|reply|result)s?(?:_\w{1,20})?$"
)
#: An error of the project for a request that is not valid.
_REFUSING = re.compile(r"(?:Validation|BadRequest|Invalid)\w{0,40}(?:Error|Exception)$")
#: What a request is read by, and a model of what is answered, by its name.
_BODIES = frozenset("body data form get_data get_json json".split())
_OF_ANSWERS_MADE = re.compile(
    r"(?:Answer|Answered|Completion|Config|Found|Label|Out|Output|Predicted|Prediction|Reply|Response|Result|Score|Usage)s?$"
)
#: What checks where the service runs.
_SETUP = re.compile(
    r"(?i)valid\w{0,20}_(?:cache|checkpoint|signature|config\w{0,10}|env|environ|environment|setup|versions?)$"
)
#: Names of where a schema lies.
_PLACE = re.compile(r"(?i)schema_(?:file_)?(?:dir|file|path|url)")
#: Libraries of tables that are given a schema.
_TABLES_OF = frozenset(("polars", "pyarrow", "pyspark"))
_REQUIRED = re.compile(
    r"(?i)^(?:(?:missing|required|allowed|unknown|invalid|bad)(?:_|$)"
    r"|expected_(?:col|column|feature|field|input|key|name|param|shape|size)s?$)"
)
#: Arguments and results of libraries that begin so, and who or what may ask at all: no request is refused.
_NOT_REQUIRED = re.compile(
    r"expected_value|missing_ok|unknown_value"
    r"|(?:missing|required)_(?:artifacts|dirs|env\w{0,20}|files|folders|packages|paths|secrets|settings|vars)"
    r"|(?i:allowed_(?:admin|chat|group|guild|header|host|id|mention|method|origin|special|update|user)\w{0,20})"
)
#: What limits what a person enters into a page.
_WIDGETS = frozenset(
    "Checkbox Dropdown Number Radio Slider checkbox date_input number_input radio select_slider selectbox"
    " slider".split()
)
#: Words in the names of what measures a model by groups.
_GROUPS = frozenset("group groups slice slices sliced subgroup subgroups".split())
_MEASURED = frozenset("accuracy evaluate evaluation metric metrics performance score scores".split())
#: What may explain an answer.
_EXPLAINS = re.compile(
    r"(?i)(?<!variance_)explain(?!ed_variance)|(?:activation|anomaly|attention|(?<!correlation_)(?<!drift_)heat|relevance)_?map|shap_|shapley|grad_?cam|saliency|attribution|pred_contrib|contributions?$"
    r"|(?:^|_)(?:decision|match|prediction|recommendation|risk|score)_reasons$"
    r"|partial_dependence|permutation_importance|top_(?:factors|features)|^(?:coef_|feature_importance\w*|get_score|reason_codes?|lime)$"
)
#: Names of what a model weighs its features by, and of these.
_WEIGHED = frozenset("coefficients importances theta weights".split())
_FEATURES = "feature_names"
_IMPORTANCES = "feature_importances_"
#: What draws any table as coloured squares, and libraries of charts and maps.
_SQUARES = frozenset("HeatMap Heatmap density_heatmap heatmap".split())
_CHARTS = frozenset("altair bokeh folium plotly pyecharts seaborn".split())
#: Libraries of explanations whose calls are known.
_JUDGED = frozenset("alibi captum dalex eli5 lime shap".split())
#: What may find inputs that differ from the training data.
_OUTLYING = re.compile(
    r"(?i)outlier|anomal|novelty_?detect|detect_?novel|out_of_(?:distribution|range|domain|scope)|(?:^|_)ood_|is_ood"
    r"|train(?:ing)?_(?:bounds|limits|max|min|ranges?)$"
)
#: What tells how far a row is from those of the training, of a forest of isolation and its like.
_SCORING = frozenset(("decision_function", "score_samples"))
#: What the distance from a mean is measured by.
_MEANS = frozenset("baseline_mean mean mean_ means mu".split())
_DEVIATIONS = frozenset("baseline_std scale_ sigma std std_ stdev stds".split())
#: What checks something beside tables of data, and what is no such table.
_CHECKS_ROWS = re.compile(
    r"(?i)_?validate_(?!api|arg|config|email|env|file|input|key|model|path|payload|request|setting|token|upload|user)"
)
_TABLES_WITH = frozenset(("pandas", "polars", "pyspark"))
#: What tells of the values in a table, and words in the names of what trains or measures.
_LACKING = frozenset("is_null is_numeric_dtype isna isnull notna notnull null_count".split())
_TRIALS = frozenset("evaluate evaluation fit train training".split())
#: What may check the quality of data.
_QUALITY = re.compile(
    r"(?i)data_?quality|quality_?check|check_?quality|data_?validation|(?<!enhance_)(?<!improve_)(?:image|input)_?quality"
    r"|(?:assess|check|detect|is|measure)_?(?:blur\w{0,10}|brightness|sharpness)"
    r"|validate_?(?:data(?!base)|dataset|df|dataframe|columns|ranges)|check_?(?:missing|nulls?|ranges|columns)"
)


def may_count(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return what requests lead to that may count them, in a way that is not followed."""
    for module, item in served(operations, modules):
        # What counts to refuse too many shows no one how many there were.
        limits = _LIMITS.search(f"{module.path} {item.owner} {item.name}")
        if not limits and (item.names & _COUNTING) - only_texts(item):
            return item.name
        # What watches the service may sum up what it kept in a way of its own.
        watches = path_words(f"{module.path} {item.owner}") & _WATCHING
        if watches and any(map(_SUMMED.fullmatch, item.names)):
            return item.name
        # So may what shows how many succeeded and how many failed.
        shows = path_words(f"{module.path} {item.owner} {item.name}") & _SHOWING
        if shows and all(any(map(one.fullmatch, item.names)) for one in (_FAILED, _SUCCEEDED)):
            return item.name
    return ""


def may_check(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    judged: frozenset[str] = frozenset(),
    *,
    refusing: bool = True,
) -> str:
    """Return a name in code that requests lead to which may check them, in a way that is not read.

    What is `judged` by its name is left out, and so is what refuses requests where that is judged.
    """
    for module, item in asked(operations, modules):
        for name in sorted(item.names - judged):
            # The schema of a table says what its columns are, and refuses nothing; neither does its place.
            table = (name == "schema" and _imports(module, _TABLES_OF)) or _PLACE.fullmatch(name)
            other = any(names.search(name) for names in (_OTHERS, _SETUP, _OF_ANSWERS))
            if _CHECKS.search(name) and not other and not table:
                return name
        # What is checked before the service starts is no request.
        if _SETUP.search(item.name):
            continue
        written = item.names - only_texts(item)
        # What is no number is refused by an error that the handler catches.
        if not item.names.isdisjoint(("KeyError", "TypeError", "ValueError")) and (
            found := sorted((item.names - judged) & {"float", "int"})
        ):
            return found[0]
        if any(_REQUIRED.search(name) and not _NOT_REQUIRED.fullmatch(name) for name in written):
            return item.name
        # Code that asks the model and knows what is no value may refuse it.
        if "ValueError" in item.names and answers(item):
            return item.name
    if name := _refused_unseen(operations, modules) or _read_by_model(operations, modules):
        return name
    if operations.refusing and refusing:
        return min(name for _, name in operations.refusing)
    # What people enter into a page beside a service is checked by the service, or not at all.
    pages = () if server(modules) is not None else sorted(on_pages(modules))
    return next((name for name in pages if name in _WIDGETS - judged), "")


def _refused_unseen(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return an error of the project that refuses requests, in a method of a class that answers them.

    A class that looks its methods up by a text, such as that of the request's, calls them unseen.
    """
    own = {item.name for module in modules for item in module.definitions if item.kind == "class"}
    for module in modules:
        for item in module.definitions if module.path in operations.served_files else ():
            reached = node_of(module, item) in operations.served
            if item.kind != "method" or reached or (module.path, item.owner) not in operations.served:
                continue
            told = (name for name in item.names & own if _REFUSING.search(name) and not _OTHERS.search(name))
            if found := min(told, default=""):
                return found
    return ""


def _read_by_model(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return a model of a schema that code which reads a request makes of something: it may refuse it."""
    models = {
        item.name
        for module in modules
        for item in module.definitions
        if item.kind == "class" and any(base.rpartition(".")[2] == "BaseModel" for base in item.bases)
    }
    for _, item in asked(operations, modules):
        if "request" in item.names and item.names & _BODIES:
            made = (name for name in item.names & models if not _OF_ANSWERS_MADE.search(name))
            if found := min(made, default=""):
                return found
    return ""


def only_texts(item: Definition) -> frozenset[str]:
    """Return the names that are in a body as texts alone, such as those of columns."""
    texts = {use[1:] for use in item.uses if use[0] == "'"}
    return frozenset(texts - {part for use in item.uses if use[0] != "'" for part in use.split(".")})


def _imports(module: ModuleSummary, libraries: frozenset[str]) -> bool:
    return any(item.module.partition(".")[0] in libraries for item in module.imports)


def may_explain(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return a name in code that requests lead to which may explain an answer."""
    if found := _named(_EXPLAINS, operations, modules):
        return found
    # A route that shows what a model weighs by the names of its features says how it answers.
    shown = (item.names & _WEIGHED for _, item in served(operations, modules) if _FEATURES in item.names)
    return min((name for names in shown for name in names), default="")


def shows_weights(operations: Operations, modules: tuple[ModuleSummary, ...]) -> Location | None:
    """Return where requests, or a page, read what a model weighs its features by, and train none."""
    for module, item in served(operations, modules):
        if _IMPORTANCES in item.names and not trains(module):
            return Location(module.path, item.route, item.span)
    shown = (m for m in pages(modules) if _IMPORTANCES in m.mentioned and not trains(m))
    return next((Location(module.path) for module in shown), None)


def may_find_outliers(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return a name in code that requests lead to which may find inputs unlike those of the training.

    What is far from a mean that is kept, in deviations, is unlike the others.
    """
    # What a training counts is of its own data.
    if found := _named(_OUTLYING, operations, modules, operations.trained):
        return found
    far = (item for _, item in asked(operations, modules) if "abs" in item.names)
    return next((item.name for item in far if _MEANS & item.names and _DEVIATIONS & item.names), "")


def asks_outliers(operations: Operations, modules: tuple[ModuleSummary, ...]) -> Location | None:
    """Return where requests lead to how far a row is from others, by a model of outliers; None if nowhere."""
    for module, item in asked(operations, modules):
        if not item.names.isdisjoint(_SCORING):
            return Location(module.path, item.route, item.span)
    return None


def may_check_quality(modules: tuple[ModuleSummary, ...]) -> str:
    """Return the name of a function or class that may check data, whatever calls it."""
    run = [module for module in modules if is_run(module.path, module.role)]
    named = (
        item
        for module in run
        for item in module.definitions
        if not item.trivial and _QUALITY.search(item.name) and not item.name.endswith(("Error", "Exception"))
    )
    # What no code names checks nothing.
    if found := next((item.name for item in named if is_called(item, run)), ""):
        return found
    tables = (module for module in run if _imports(module, _TABLES_WITH) and server((module,)) is None)
    checks = (item for module in tables for item in module.definitions if _CHECKS_ROWS.match(item.name))
    if found := next((item.name for item in checks if not item.trivial and is_called(item, run)), ""):
        return found
    tables = (module for module in run if _imports(module, _TABLES_WITH))
    refusing = (item for module in tables for item in module.definitions if _may_refuse_table(item))
    return next((item.name for item in refusing if is_called(item, run)), "")


def _may_refuse_table(item: Definition) -> bool:
    """Tell whether a function looks at the columns of a table and at what is in them, and may refuse it.

    It answers only yes or no, or it knows a wrong value, and trains and measures nothing. Its name says
    nothing: it may be of any language.
    """
    if item.kind == "class" or item.trivial or "columns" not in item.names:
        return False
    if _TRIALS & set(item.name.lower().split("_")) or item.names & TRAINING:
        return False
    answers_only = item.gives == ("bool",) and not item.names.isdisjoint(_LACKING | {"empty"})
    return answers_only or {"ValueError", "dropna"} <= item.names


def may_compare_groups(modules: tuple[ModuleSummary, ...]) -> str:
    """Return the name of a function that may measure a model by groups, whatever calls it."""
    for module in modules:
        stem = path_words(module.path.rpartition("/")[2])
        sliced = stem & _GROUPS if stem & _MEASURED else frozenset[str]()
        for item in module.definitions if is_run(module.path, module.role) else ():
            words = set(item.name.lower().split("_"))
            # `slice_performance.py` says what the functions in it measure.
            if not item.trivial and words & _MEASURED and (words | sliced) & _GROUPS:
                return item.name
    return ""


def _named(
    names: re.Pattern[str],
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    beside: frozenset[tuple[str, str]] = frozenset(),
) -> str:
    for module, item in served(operations, modules):
        if node_of(module, item) in beside:
            continue
        # What these libraries are called for is judged already.
        judged = {one.binds for one in module.imports if one.module.partition(".")[0] in _JUDGED}
        judged |= _SQUARES if names is _EXPLAINS and _imports(module, _CHARTS) else frozenset()
        # A constant, such as a limit, does nothing by itself.
        told = (name for name in item.names - judged if names.search(name) and not name.isupper())
        if found := sorted(told):
            return found[0]
    return next((name for name in sorted(on_pages(modules)) if names.search(name)), "")


def on_pages(modules: tuple[ModuleSummary, ...]) -> Iterator[str]:
    """Yield the names that scripts of pages mention: their code is not in definitions."""
    for module in pages(modules):
        yield from module.mentioned - _SQUARES if _imports(module, _CHARTS) else module.mentioned
