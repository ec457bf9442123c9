"""What stores keep the model that a service loads, and of which version it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from roadworthy import Blocked, Location, extractor, is_page, is_run, kept, untold
from roadworthy_rules.operations._trainings import trains

if TYPE_CHECKING:
    from roadworthy import Answer, Files, ModuleSummary, Operations, Tree

T = TypeVar("T")

#: Libraries that keep versions of models.
_TRACKED = frozenset("azureml bentoml clearml comet_ml neptune sagemaker wandb zenml".split())
#: A version or a stage in what a name is given.
_NAMED_URI = re.compile(r"[\"'](models:/[^\"'\n@/]{1,80}(?:/(\d+)|/([A-Za-z]\w{0,40})|@[\w-]{1,40}))[\"']")
#: The folder of a version, and how files of models end.
_FOLDER = re.compile(r"v?\d{1,8}")
_ENDS = (".h5", ".joblib", ".keras", ".onnx", ".pkl", ".pt", ".pth", ".py")
#: What a store of BentoML is asked for, and a model of a registry whose version a variable names.
_STORED = re.compile(
    r"\b(?:bentoml\.\w{1,40}\.(?:get|load_model|load_runner)|BentoModel)\(\s{0,40}(?:tag_like[ ]?=[ ]?)?"
    r"f?[\"']([\w.{}-]{1,80})(?::([\w.{}-]{1,80}))?[\"']"
)
#: The same, where a name in the code says which model is asked for.
_STORED_BY_NAME = re.compile(
    r"\b(bentoml\.\w{1,40}\.(?:get|load_model|load_runner)|BentoModel)\(\s{0,40}(?:tag_like[ ]?=[ ]?)?"
    r"([A-Za-z_]\w{0,80})[\s.,)]"
)
#: A constant that ends in a tag.
_TAG = re.compile(r"(?m)^([A-Z_]{1,80})[ ]?=[ ]?f?[\"'][^\"'\n:]{1,80}:([\w.]{1,60})[\"']")
_ALIASED = re.compile(r"models:/[^\"'\n]{0,80}\{[^{}\"'\n]{0,60}(?i:alias|stage)[^{}\"'\n]{0,20}\}")
#: An address of a registry whose version a name fills in: `f"models:/{NAME}/{settings.VERSION}"`.
_FILLED = re.compile(r"models:/[^\"'\n/@]{1,80}/\{(?:\w{1,40}\.){0,3}(\w{1,60})\}[\"']")
#: What a module, a file of settings, Compose or an image gives such a name.
_IN_CODE = re.compile(
    r"(?m)^[ \t]{0,12}(?:self\.)?(\w{1,60})(?:[ ]?:[ ]?\w{1,20})?[ ]?=[ ]?"
    r"(?:(?:os\.)?(?:getenv|environ\.get)\([ ]?[\"']\w{1,60}[\"'],[ ]?|(?:\w{1,20}\.)?Field\((?:default=)?)?"
    r"[\"']([\w.-]{1,40})[\"']"
)
_SET = re.compile(r"(?m)^[^#\n]{0,60}?\b([A-Z][A-Z\d_]{1,60})(?:=|:[ ])[\"']?([\w.-]{1,40})")
_SETS = re.compile(
    r"(?i)(?:[^/]{1,200}/){0,6}(?:\.env[\w.-]{0,30}|(?:docker-)?compose[\w.-]{0,40}\.ya?ml|Dockerfile)"
)
#: Stages of a registry, and what stands for the newest version there.
_STAGES = frozenset("archived latest production staging".split())
_SIZE = 50_000
#: A host of models that counts their versions, by what asks it, and how it is asked for one: `"leaves/3"`.
_COUNTING = re.compile(r"\b(?:detect|classify|outline|segment|serverless)\.roboflow\.com\b|\binference_sdk\b")
_COUNTED = re.compile(r"[\"']([a-z0-9][a-z0-9_-]{2,80}/\d{1,4})[\"']")


def of_store(operations: Operations, modules: tuple[ModuleSummary, ...], tree: Tree) -> Answer | None:
    """Return the answer for a model of BentoML's store, or of a registry's alias that a variable names."""
    unread = ""
    for module in modules:
        if module.role != "source" or not any(
            item.module.partition(".")[0] in ("bentoml", "mlflow") for item in module.imports
        ):
            continue
        text = text_of(tree, module.path)
        if found := _STORED.search(text):
            name = f"{found[1]}:{found[2] or 'latest'}"
            told = (f"`{name}` is of BentoML's store", Location(module.path))
            if "{" in (found[2] or found[1]):
                return untold(f"which version of `{name}` is loaded is set elsewhere")
            fixed = found[2] not in (None, "latest")
            reason = "" if fixed else "the newest model may be another one tomorrow"
            return kept(told, share=1.0 if fixed else 0.5, reason=reason)
        if found := _STORED_BY_NAME.search(text):
            tag = _tag_of(found[2], modules, tree)
            if not tag:
                unread = unread or found[1]
                continue
            told = (f"`{found[2]}` names `{tag}` of BentoML's store", Location(module.path))
            reason = "the newest model may be another one tomorrow" if tag == "latest" else ""
            return kept(told, share=0.5 if reason else 1.0, reason=reason)
        if module.path in operations.served_files and (found := _NAMED_URI.search(text)):
            told = (f"`{found[1]}` is of a registry", Location(module.path))
            if found[2]:
                return kept(told)
            reason = "the newest version that is approved may be another one tomorrow"
            return kept(told, share=0.5, reason=reason)
        if module.path in operations.served_files and (found := _ALIASED.search(text)):
            reason = "the newest version that is approved may be another one tomorrow"
            return kept((f"`{found[0]}` is of a registry", Location(module.path)), share=0.5, reason=reason)
        names = (one[1] for one in _FILLED.finditer(text)) if module.path in operations.served_files else ()
        for name, given in ((name, _given(name, modules, tree)) for name in names):
            if given.isdecimal():
                return kept((f"`{name}` is the version {given} of the registry", Location(module.path)))
            if given.lower() in _STAGES:
                told = f"`{name}` is the stage `{given}` of a registry", Location(module.path)
                return kept(told, share=0.5, reason=f"`{given}` may be another version tomorrow")
    return untold(f"which version `{unread}` asks for cannot be read") if unread else None


def of_number(operations: Operations, modules: Sequence[ModuleSummary], tree: Tree) -> Answer | None:
    """Return the answer for a model whose host counts its versions, and is asked for one by its number."""
    for module in modules:
        if module.role != "source" or not (module.path in operations.served_files or is_page(module)):
            continue
        if name := tree.extract(module.path, _counted_in):
            return kept((f"`{name}` names a version of the hosted model", Location(module.path)))
    return None


@extractor
def _counted_in(files: Files, path: str) -> str:
    """Return the name with a number by which code asks a host that counts the versions of its models."""
    text = files.text(path, strict=False)
    found = _COUNTED.search(text) if _COUNTING.search(text) else None
    return found[1] if found else ""


def _given(name: str, modules: Sequence[ModuleSummary], tree: Tree) -> str:
    """Return what a name of a version is given: in files that set the environment, then as a default.

    It is empty where they give several.
    """
    values: set[str] = set()
    for path in sorted(tree.files):
        if _SETS.fullmatch(path) and not tree.exceeds(path, _SIZE):
            values.update(found[2] for found in _SET.finditer(text_of(tree, path)) if found[1] == name)
    for module in modules if not values else ():
        if is_run(module.path, module.role) and name in module.mentioned:
            found_in = _IN_CODE.finditer(text_of(tree, module.path))
            values.update(found[2] for found in found_in if found[1] == name)
    return values.pop() if len(values) == 1 else ""


def _tag_of(name: str, modules: Sequence[ModuleSummary], tree: Tree) -> str:
    """Return the tag that a constant of the project ends in: `latest` of `TAG = f"{NAME}:latest"`."""
    # What is no constant stands for what a function was given.
    for module in modules if name.isupper() else ():
        if is_run(module.path, module.role):
            tags = (found[2] for found in _TAG.finditer(text_of(tree, module.path)) if found[1] == name)
            if tag := next(tags, ""):
                return tag
    return ""


def tracking_library(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return a library of tracked models that code which requests lead to uses; else nothing."""
    for module in modules:
        if module.path in operations.served_files and module.role == "source" and not trains(module):
            roots = module.libraries
            if found := sorted(roots & _TRACKED):
                return found[0]
    return ""


def is_kept(path: str) -> bool:
    """Tell whether a file is a model in the folder of a version, or one that DVC keeps by its hash."""
    *folders, name = path.lower().split("/")
    folder = folders[-1] if folders else ""
    # `api/v1/models.py` is a version of the interface.
    if not {"api", "apis", "endpoints", "routers", "routes"}.isdisjoint(folders) and name.endswith(".py"):
        return False
    if name.endswith(".dvc"):
        return "model" in name or folder in ("model", "models")
    named = name == "saved_model.pb" or ("model" in name and name.endswith(_ENDS))
    return named and _FOLDER.fullmatch(folder) is not None


def extracted(tree: Tree, path: str, extract: Callable[[Files, str], T], otherwise: T) -> T:
    """Return what an extractor finds in a file; `otherwise` where the file cannot be read."""
    try:
        return tree.extract(path, extract)
    except Blocked:
        return otherwise


def text_of(tree: Tree, path: str) -> str:
    try:
        return tree.text(path, strict=False)
    except Blocked:
        return ""
