"""Names of a model's version in code, in answers and in settings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from roadworthy import Location
from roadworthy_rules.operations._in_notebooks import TRACKING
from roadworthy_rules.operations._log_lines import body_of
from roadworthy_rules.operations._model_stores import text_of
from roadworthy_rules.operations._shared import node_of

if TYPE_CHECKING:
    from roadworthy import ComposeService, Definition, KubernetesObject, ModuleSummary, Operations, Tree

#: A function that takes the identifier of a run, and names of a version in answers.
_ASKED = re.compile(r"\(\s*(?:self\s*,\s*)?run_id\b")
_VERSIONS = frozenset("MODEL_VERSION bundle_version modelVersion model_version run_id".split())
#: A model's version in answers of other languages: `version_modelo`.
_OF_OTHERS = r"(?:versão|versao|version)_(?:del?_|do_|du_)?mod[eè]l\w{0,2}|modelo_versao"
_VERSION_OF_MODEL = re.compile(_OF_OTHERS)
#: Names of versions that a module may give a fixed word, what it gives them, and such a word.
_WORDED = frozenset("MODEL_VERSION modelVersion model_version".split())
_VERSION_GIVEN = re.compile(
    rf"\b(?:model_version|modelVersion|MODEL_VERSION|{_OF_OTHERS})\b(?:[\"']\]?)?(?:[ \t]?:[ \t]?str)?[ \t]?="
    r"(?!=)[ \t]?([^\n,)]{1,120})"
    rf"|[\"'](?:model_version|modelVersion|{_OF_OTHERS})[\"'][ \t]?:[ \t]?([^\n,}}]{{1,120}})"
)
_WORD = re.compile(r"[\"'][^\"'\d{}]{0,60}[\"']")
#: What hands on the version that a request, a row or a field of a table has, or the name of a file or model.
_PASSED = re.compile(
    r"(?:body|det|detection|entry|event|item|payload|rec|record|req|request|row)\.(?:model_version|modelVersion)"
    r"|None|(?:Column|Field|mapped_column)\(.*|(?:\w{1,30}\.){0,3}(?i:model_(?:file|filename|name|path))"
)
#: The version of the interface, by its name, an example of one, and what stands for another model's version.
_OF_INTERFACE = re.compile(r"(?:\w{1,30}\.){0,3}(?:(?i:api|app|service)_(?i:version)|__version__)")
_HANDED_ON = re.compile(
    r"[\"'][^\"'\n]{0,40}[\"']|[\w.]{0,60}[\w.\[\"']{0,20}(?:model_version|modelVersion)[\"'\]]{0,2}"
)
#: The version that a model, or what is loaded, holds itself.
_OWN_VERSION = re.compile(
    r"(?:(?:self\.)?\w{0,40}model\w{0,40}\.|=[\w.]{0,80}(?:load_\w{0,40}model\w{0,40}|pickle\.loads?|joblib\.load)=)version"
)
#: The same, of an object that is named for a model and brought back from a file.
_OF_OBJECT = re.compile(
    r"(?:self\.)?(?:loaded_|ml_)?model(?:_wrapper)?\.version|=[\w.]{0,80}(?:pickle\.loads?|joblib\.load)=version"
)
#: Names of a model's version, in code and in what runs the service.
_VERSION_NAMES = re.compile(
    r"(?i)(?:mlflow_)?model_?(?:version|tag|revision|uri|hash|digest|stage|alias)|version_id"
    r"|(?:algorithm|artifact|classifier)_version"
)
#: What starts a run of MLflow, or writes to one.
_RECORDS = frozenset(
    "log_artifact log_artifacts log_metric log_metrics log_model log_param log_params start_run".split()
)
_LISTS_RUNS = frozenset(("list_runs", "search_runs"))
#: Methods that only store a version, or write an object as a text.
_STORES = frozenset("__init__ __post_init__ __repr__ __str__".split())
#: Answers on the model itself, and a version in one.
_TELLS = re.compile(
    r"(?:get_|read_|show_)?(?:model_?(?:card|details|info|metadata|status|version)|metadata|version)"
)
_VERSION_KEY = re.compile(r"[\"']version[\"']")
#: One that is no text with a number, such as the version of the interface.
_OTHER_KEY = re.compile(r"[\"']version[\"'](?![ \t]?:[ \t]?[\"']v?\d)")
#: Answers on the model alone, and a version with a number in one: `version="1.0.0"`, `"version": "v2"`.
_OF_MODEL = re.compile(r"(?:get_|read_|show_)?model_?(?:card|details|info|metadata|version)")
_NUMBERED = re.compile(r"(?:\bversion[ \t]?=|[\"']version[\"'][ \t]?:)[ \t]?[\"']v?\d[\w.-]{0,40}[\"']")
_VERSION_SET = re.compile(r"\bMODEL_(?:VERSION|TAG|REVISION|URI)\b")


def named_version(operations: Operations, modules: Sequence[ModuleSummary]) -> Location | None:
    """Return where code that requests lead to names the model's version.

    A run is that of a model where some code speaks to what keeps runs of trainings.
    """
    tracked = any(not module.libraries.isdisjoint(TRACKING) for module in modules)
    for module in modules:
        for item in module.definitions:
            if node_of(module, item) in operations.served and _carries(item, tracked):
                return Location(module.path, item.route, item.span)
    return None


def told_version(operations: Operations, modules: Sequence[ModuleSummary], tree: Tree) -> Location | None:
    """Return where an answer on the model alone gives a version with a number, as a text in the code.

    A version in an answer on the service is that of the interface.
    """
    for module in modules:
        for item in module.definitions if module.path in operations.served_files else ():
            if item.kind == "class" or not _OF_MODEL.fullmatch(item.name):
                continue
            # A text that only describes the answer holds no name.
            if node_of(module, item) not in operations.served or "version" not in item.names:
                continue
            lines = body_of(tree, module.path, item).splitlines()
            if any(_NUMBERED.search(line.partition("#")[0]) for line in lines):
                return Location(module.path, item.route, item.span)
    return None


def _carries(item: Definition, tracked: bool) -> bool:
    # What an object only stores, or is printed as, is in no answer.
    if item.name in _STORES:
        return False
    found = item.names & (_VERSIONS if tracked else _VERSIONS - {"run_id"})
    # The run that a request asks for is any run, and not that of the model.
    if "run_id" in found and _ASKED.search(" ".join(item.header)):
        found -= {"run_id"}
    # Neither is the run that a training starts or writes to, and that its lines of the log name, nor each of
    # those that are listed.
    if item.names & (_RECORDS | _LISTS_RUNS):
        found -= {"run_id"}
    found |= {name for name in item.names if _VERSION_OF_MODEL.fullmatch(name)}
    if found or any(use.endswith("release.version") for use in item.uses):
        return True
    # `model.version != CURRENT_VERSION` compares what the model itself says.
    compared = any(name.isupper() and name.endswith("VERSION") for name in item.names)
    if compared and any(map(_OWN_VERSION.fullmatch, item.uses)):
        return True
    # `logger.info(model.version)`, and one that is handed on beside the prediction.
    return any(map(_OF_OBJECT.fullmatch, item.uses))


def is_passed(operations: Operations, modules: Sequence[ModuleSummary], tree: Tree) -> bool:
    """Tell whether what serves only hands on a version that requests or rows bring, and gives none itself.

    So it is where the version of the interface is handed on as that of the model.
    """
    values = _versions_given(operations, modules, tree)
    if any(map(_OF_INTERFACE.fullmatch, values)):
        # Beside it stand examples in schemas, and what hands it on.
        others = (value for value in values if not _OF_INTERFACE.fullmatch(value))
        return all(_HANDED_ON.fullmatch(value) or _PASSED.fullmatch(value) for value in others)
    return bool(values) and all(map(_PASSED.fullmatch, values))


def is_worded(operations: Operations, modules: Sequence[ModuleSummary], tree: Tree) -> bool:
    """Tell whether what answers name as the model's version is a fixed word without a number: `local`.

    Where they name the model itself, such a word is an example of its name.
    """
    values = _versions_given(operations, modules, tree)
    words = [value for value in values if _WORD.fullmatch(value)]
    return bool(words) and all(value in words or _PASSED.fullmatch(value) for value in values)


def _versions_given(operations: Operations, modules: Sequence[ModuleSummary], tree: Tree) -> list[str]:
    """Return what the modules of what serves give as the model's version, but for names of one.

    It is empty where one of them names a version in another way, such as that of a run.
    """
    values: list[str] = []
    for module in modules:
        names = module.mentioned if module.path in operations.served_files else frozenset[str]()
        if not names.isdisjoint(_VERSIONS - _WORDED):
            return []
        if not names.isdisjoint(_WORDED) or any(map(_VERSION_OF_MODEL.fullmatch, names)):
            found = _VERSION_GIVEN.finditer(text_of(tree, module.path))
            values += [(one[1] or one[2] or "").strip() for one in found]
    return [value for value in values if value not in _WORDED]


def may_name(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    settings: Sequence[ComposeService | KubernetesObject],
    tree: Tree,
    *,
    worded: bool,
) -> str:
    """Return a name in what requests lead to, or in what runs the service, that may be of a version.

    Where what answers give as the version is `worded`, such a name is of none.
    """
    known = _WORDED if worded else frozenset[str]()
    for module in modules:
        if module.path not in operations.served_files:
            continue
        names = sorted(
            name for name in module.mentioned if _VERSION_NAMES.fullmatch(name) and name not in known
        )
        if names:
            return names[0]
        told = (item for item in module.definitions if _TELLS.fullmatch(item.name))
        one = next((item for item in told if node_of(module, item) in operations.served), None)
        # An answer on the model may hold its version, below a key.
        if one is not None and (
            _OTHER_KEY.search(text_of(tree, module.path))
            or _VERSION_KEY.search(body_of(tree, module.path, one))
        ):
            return one.name
    return next((found[0] for one in settings if (found := _VERSION_SET.search(str(one.data)))), "")
