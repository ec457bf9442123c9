"""What a model's record says of its version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from roadworthy import (
    Blocked,
    Location,
    kept,
    lacking,
    untold,
)
from roadworthy_rules.operations._training import trains
from roadworthy_rules.operations._training_data import HASHES

if TYPE_CHECKING:
    from roadworthy import (
        Answer,
        ComposeService,
        Definition,
        Dockerfile,
        KubernetesObject,
        ModuleSummary,
        Operations,
        Tree,
    )

#: What brings a model back, by the last part of its name.
_LOADERS = frozenset(
    "CrossEncoder InferenceSession SentenceTransformer WhisperModel YOLO from_pretrained hf_hub_download"
    " load load_learner load_model load_state_dict pipeline read_model".split()
)
_KEEPERS = frozenset("dump save save_model save_pretrained".split())
_LIBRARIES = frozenset(
    "catboost dill fastai huggingface_hub joblib keras lightgbm mlflow onnxruntime pickle skops tensorflow"
    " torch torchvision transformers ultralytics xgboost sentence_transformers cloudpickle pyspark bentoml"
    " faster_whisper".split()
)
#: Libraries that keep versions of models.
_TRACKED = frozenset("azureml bentoml clearml comet_ml neptune sagemaker wandb".split())
_REGISTRY = re.compile(r"models:/[^/@]+(?:/(\d+)|/(\w+)|@(\w+))?")
_URI = re.compile(r"models:/[\w.-]+/\d+\b")
#: What asks a registry for its newest version.
_ALIASES = frozenset("get_latest_versions get_model_version_by_alias list_model_packages".split())
#: A run, what stands for any run or model, and a version or a stage in what a name is given.
_RUN_URI = re.compile(r"runs:/[0-9a-f]{32}\b")
_ANY_URI = re.compile(r"(?:runs|models):/[^\n]{0,40}\{")
_NAMED_URI = re.compile(r"[\"'](models:/[^\"'\n@/]{1,80}(?:/(\d+)|/([A-Za-z]\w{0,40})|@[\w-]{1,40}))[\"']")
_NEWEST = _ALIASES | {"search_model_versions", "search_runs"}
#: A repository of PyTorch Hub with a tag.
_TAGGED = re.compile(r"[\w.-]+/[\w.-]+:v?\d[\w.-]*")
_ASKED = re.compile(r"\(\s*(?:self\s*,\s*)?run_id\b")
_VERSIONS = frozenset("MODEL_VERSION bundle_version modelVersion model_version run_id".split())
#: Names of versions that a module may give a fixed word, what it gives them, and such a word.
_WORDED = frozenset("MODEL_VERSION modelVersion model_version".split())
_VERSION_GIVEN = re.compile(
    r"\b(?:model_version|modelVersion|MODEL_VERSION)\b(?:[\"']\]?)?(?:[ \t]?:[ \t]?str)?[ \t]?="
    r"(?!=)[ \t]?([^\n,)]{1,120})"
    r"|[\"'](?:model_version|modelVersion)[\"'][ \t]?:[ \t]?([^\n,}]{1,120})"
)
_WORD = re.compile(r"[\"'][^\"'\d{}]{0,60}[\"']")
_TAKES_VERSION = re.compile(r"\b(?:model_)?version\b[ \t]?[:=,)]")
#: The same in answers of other languages, as in `version_modelo`.
_VERSION_OF_MODEL = re.compile(r"(?:versão|versao|version)_(?:del?_|do_|du_)?mod[eè]l\w{0,2}|modelo_versao")
#: What looks for the newest model or run, by its name, and what gives each model a name of its own.
_FINDS_NEWEST = re.compile(
    r"_?(?:find_|fetch_|get_|load_)?(?:latest|newest)_(?:\w{1,30}_)?(?:model|run|version)"
)
_UNIQUE = frozenset(("uuid1", "uuid4"))
#: The folder of a version, and how files of models end.
_FOLDER = re.compile(r"v?\d{1,8}")
_ENDS = (".h5", ".joblib", ".keras", ".onnx", ".pkl", ".pt", ".pth", ".py")
#: Names of a model's version, in code and in what runs the service.
_VERSION_NAMES = re.compile(
    r"(?i)(?:mlflow_)?model_?(?:version|tag|revision|uri|hash|digest|stage|alias)|version_id"
    r"|(?:algorithm|artifact|classifier)_version"
)
#: Answers on the model itself, and a version in one.
_TELLS = re.compile(
    r"(?:get_|read_|show_)?(?:model_?(?:card|details|info|metadata|status|version)|metadata|version)"
)
_VERSION_KEY = re.compile(r"[\"']version[\"']")
_VERSION_SET = re.compile(r"\bMODEL_(?:VERSION|TAG|REVISION|URI)\b")
#: What brings the files that `dvc.lock` and the files of DVC hold the hashes of, and a model among them.
_PULL = re.compile(r"(?m)^[^#\n]{0,200}\bdvc[ \t]+(?:-\S+[ \t]+)*pull\b")
_LOCKED_MODEL = re.compile(r"(?im)^[ \t]{0,40}(?:-[ \t]{1,8})?path:[ \t][^\n]{0,200}model[^\n]{0,200}$")
#: Where a server of TensorFlow looks for the versions of a model.
_SERVED = re.compile(r"/models/[\w.-]{1,80}/\d{1,20}/?")
#: What a store of BentoML is asked for, and a model of a registry whose version a variable names.
_STORED = re.compile(
    r"\b(?:bentoml\.\w{1,40}\.(?:get|load_model|load_runner)|BentoModel)\(\s{0,40}(?:tag_like[ ]?=[ ]?)?"
    r"f?[\"']([\w.{}-]{1,80})(?::([\w.{}-]{1,80}))?[\"']"
)
#: The same, where a name in the code says which model is asked for.
_STORED_BY_NAME = re.compile(
    r"\b(bentoml\.\w{1,40}\.(?:get|load_model|load_runner))\(\s{0,40}(?:tag_like[ ]?=[ ]?)?"
    r"[A-Za-z_]\w{0,80}[\s.,)]"
)
_ALIASED = re.compile(r"models:/[^\"'\n]{0,80}\{[^{}\"'\n]{0,60}(?i:alias|stage)[^{}\"'\n]{0,20}\}")
_PACKAGE = ":model-package/"
_SIZE = 100_000


def versioned(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    settings: Sequence[ComposeService | KubernetesObject],
    dockerfiles: Sequence[Dockerfile],
    tree: Tree,
) -> Answer:
    """Tell whether a served model has a fixed version: of a registry, or one that it carries itself."""
    brought = _brought(dockerfiles, tree)
    if brought is not None:
        return brought
    loading: Location | None = None
    for call in operations.loads:
        texts = [*call.texts, call.keywords.get("model_uri", "")]
        found = next((match for text in texts if (match := _REGISTRY.match(text))), None)
        if found and found[1]:
            return kept((f"`{found[0]}` names a version of the registry", call.at))
        if found and (found[2] or found[3]):
            reason = f"`{found[2] or found[3]}` may be another version tomorrow"
            return kept((f"`{found[0]}` is of a registry", call.at), share=0.5, reason=reason)
        if run := next((run for text in texts if (run := _RUN_URI.match(text))), None):
            return kept((f"`{run[0]}` names a run", call.at))
        if call.name == "load" and any(map(_TAGGED.fullmatch, call.texts[:1])):
            return kept((f"`{call.texts[0]}` is of a tag of its repository", call.at))
        if call.keywords.get("revision", "None") not in ("None", "main", "master"):
            return kept((f"`{call.name}` loads a revision of the model", call.at))
    asks = any(call.name == "load_model" for call in operations.loads)
    for one in settings if asks else ():
        if uri := _URI.search(str(one.data)):
            return kept((f"`{uri[0]}`, which the service is given, names a version", one.at()))
    deploying = {module.path for module in modules if "deploy" in module.mentioned}
    fixed = next(
        (
            name
            for name in operations.names
            if name.at.file in operations.served_files
            # What deploys a package of a registry is the version that the platform serves.
            or (_PACKAGE in name.text and name.at.file in deploying)
        ),
        None,
    )
    if fixed is not None:
        return kept((f"`{fixed.name}` names a version", fixed.at))
    if (stored := _of_store(operations, modules, tree)) is not None:
        return stored
    # Where what serves loads a model itself, a script beside it that asks a registry says nothing of it.
    asking = [m for m in modules if m.path in operations.served_files and _loads(m)] or modules
    for module in asking:
        for definition in module.definitions if module.role == "source" else ():
            if definition.names & _ALIASES:
                at = Location(module.path, definition.route, definition.span)
                reason = "the newest version that is approved may be another one tomorrow"
                return kept(("the model is taken from a registry", at), share=0.5, reason=reason)
    newest = next((m for m in modules if m.path in operations.served_files and m.mentioned & _NEWEST), None)
    if newest is not None:
        reason = "the newest run may be another one tomorrow"
        return kept(
            ("the model is of a run that is searched for", Location(newest.path)), share=0.5, reason=reason
        )
    for module in modules:
        roots = {item.module.partition(".")[0] for item in module.imports}
        for definition in module.definitions if module.role == "source" and roots & _LIBRARIES else ():
            if definition.names & _LOADERS:
                loading = loading or Location(module.path, definition.route, definition.span)
        if module.role == "source" and roots & _LIBRARIES and module.names & _LOADERS:
            loading = loading or Location(module.path)
    carried = next(
        (
            Location(module.path, item.route, item.span)
            for module in modules
            for item in module.definitions
            if (module.path, ".".join(item.route)) in operations.served and _carries(item)
        ),
        None,
    )
    worded = carried is not None and _is_worded(operations, modules, tree)
    carried = None if worded else carried
    if carried is not None and any(trains(m) and m.mentioned & HASHES for m in modules):
        return kept(("answers name the version of a model that is stored with its data's hash", carried))
    if carried is not None:
        reason = "the version is named, but nothing shows that what is loaded has it"
        told = ("an answer or log line names the model's version", carried)
        return kept(told, share=0.5, reason=reason)
    if path := next(filter(_is_kept, sorted(tree.files)), ""):
        return untold(f"whether the service loads `{path}`, which has a version, cannot be read")
    if name := _may_name(operations, modules, settings, tree, _WORDED if worded else frozenset()):
        return untold(f"whether `{name}` says which version is loaded cannot be read")
    if library := _tracked(operations, modules):
        return untold(f"which version of the model `{library}` brings cannot be read")
    uris = (text for call in operations.loads for text in (*call.texts, call.keywords.get("model_uri", "")))
    if any_uri := next(filter(_ANY_URI.match, uris), ""):
        return untold(f"which model `{any_uri}` stands for cannot be read")
    if name := next((item.name for m in modules for item in m.definitions if _loads_version(m, item)), ""):
        return untold(f"which version `{name}` is asked for cannot be read")
    if name := next((item.name for m in modules for item in m.definitions if _chooses(m, item)), ""):
        return untold(f"which of several models `{name}` leads to cannot be read")
    if loading is not None:
        return lacking("the model is loaded from a file or name without a version")
    return _hosted(operations)


def _hosted(operations: Operations) -> Answer:
    """Return the answer for a model that a provider hosts: a day in its name makes it one for good."""
    found = [one for one in operations.hosted if one.at.file in operations.served_files]
    fixed = [one for one in found if one.fixed]
    others = sorted(one.text for one in found if not one.fixed)
    if fixed and not others:
        return kept((f"`{fixed[0].text}` names a release of the model", fixed[0].at))
    if fixed:
        return untold(f"whether `{fixed[0].text}` or `{others[0]}` is asked cannot be read")
    if others:
        return lacking(f"the provider may change what `{others[0]}` stands for")
    return untold("what loads the model was not found")


def _brought(dockerfiles: Sequence[Dockerfile], tree: Tree) -> Answer | None:
    """Return the answer where what builds or starts the service brings a fixed version of the model."""
    if path := next(filter(None, (_pulls(file.path, tree) for file in dockerfiles)), "") or _pulled(tree):
        return kept(("`dvc pull` brings the model whose hash DVC keeps", Location(path)))
    for file in dockerfiles:
        for item in file.final if "tensorflow/serving" in file.text else ():
            if item.keyword == "COPY" and (found := _SERVED.search(item.arguments)):
                return kept((f"the image holds the model as `{found[0]}`", file.at(item)))
    return None


def _of_store(operations: Operations, modules: tuple[ModuleSummary, ...], tree: Tree) -> Answer | None:
    """Return the answer for a model of BentoML's store, or of a registry's alias that a variable names."""
    for module in modules:
        if module.role != "source" or not any(
            item.module.partition(".")[0] in ("bentoml", "mlflow") for item in module.imports
        ):
            continue
        text = _text(tree, module.path)
        if found := _STORED.search(text):
            name = f"{found[1]}:{found[2] or 'latest'}"
            told = (f"`{name}` is of BentoML's store", Location(module.path))
            if "{" in (found[2] or found[1]):
                return untold(f"which version of `{name}` is loaded is set elsewhere")
            fixed = found[2] not in (None, "latest")
            reason = "" if fixed else "the newest model may be another one tomorrow"
            return kept(told, share=1.0 if fixed else 0.5, reason=reason)
        if found := _STORED_BY_NAME.search(text):
            return untold(f"which version `{found[1]}` asks for cannot be read")
        if module.path in operations.served_files and (found := _NAMED_URI.search(text)):
            told = (f"`{found[1]}` is of a registry", Location(module.path))
            if found[2]:
                return kept(told)
            reason = "the newest version that is approved may be another one tomorrow"
            return kept(told, share=0.5, reason=reason)
        if module.path in operations.served_files and (found := _ALIASED.search(text)):
            reason = "the newest version that is approved may be another one tomorrow"
            return kept((f"`{found[0]}` is of a registry", Location(module.path)), share=0.5, reason=reason)
    return None


def _tracked(operations: Operations, modules: tuple[ModuleSummary, ...]) -> str:
    """Return a library of tracked models that code which requests lead to uses; else nothing."""
    for module in modules:
        if module.path in operations.served_files and module.role == "source" and not trains(module):
            roots = {item.module.partition(".")[0] for item in module.imports}
            if found := sorted(roots & _TRACKED):
                return found[0]
    return ""


def _loads(module: ModuleSummary) -> bool:
    """Tell whether a module brings a model back by a library of models."""
    roots = {item.module.partition(".")[0] for item in module.imports}
    used = module.names.union(*(item.names for item in module.definitions))
    return module.role == "source" and bool(roots & _LIBRARIES and used & _LOADERS)


def _pulled(tree: Tree) -> str:
    """Return a script of the project that brings a model by its hash."""
    scripts = (path for path in sorted(tree.files) if path.endswith(".sh") and not tree.exceeds(path, _SIZE))
    return next(filter(None, (_pulls(path, tree) for path in scripts)), "")


def _pulls(path: str, tree: Tree) -> str:
    """Return the path of a script or Dockerfile that brings a model by the hash that DVC keeps."""
    if not _PULL.search(_text(tree, path)):
        return ""
    locks = (one for one in tree.files if one.endswith("dvc.lock") and not tree.exceeds(one, _SIZE))
    named = any(_LOCKED_MODEL.search(_text(tree, one)) for one in locks)
    return path if named or any(one.endswith(".dvc") and _is_kept(one) for one in tree.files) else ""


def _may_name(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    settings: Sequence[ComposeService | KubernetesObject],
    tree: Tree,
    known: frozenset[str],
) -> str:
    """Return a name in what requests lead to, or in what runs the service, that may be of a version.

    It is none of those that are `known` to be of none.
    """
    for module in modules:
        if module.path not in operations.served_files:
            continue
        names = sorted(
            name for name in module.mentioned if _VERSION_NAMES.fullmatch(name) and name not in known
        )
        if names:
            return names[0]
        told = (item for item in module.definitions if _TELLS.fullmatch(item.name))
        one = next((item for item in told if (module.path, ".".join(item.route)) in operations.served), None)
        # An answer on the model may hold its version, below a key.
        if one is not None and _VERSION_KEY.search(_text(tree, module.path)):
            return one.name
    return next((found[0] for one in settings if (found := _VERSION_SET.search(str(one.data)))), "")


def _text(tree: Tree, path: str) -> str:
    try:
        return tree.text(path, strict=False)
    except Blocked:
        return ""


def _loads_version(module: ModuleSummary, item: Definition) -> bool:
    """Tell whether a function that loads a model takes a version."""
    return (
        module.role == "source"
        and item.kind != "class"
        and bool(item.names & _LOADERS)
        and _TAKES_VERSION.search(" ".join(item.header)) is not None
        and _loads(module)
    )


def _chooses(module: ModuleSummary, item: Definition) -> bool:
    """Tell whether code looks for the newest model, or keeps each model by a name of its own."""
    if module.role != "source" or item.kind == "class" or item.trivial:
        return False
    if _FINDS_NEWEST.fullmatch(item.name):
        return True
    return bool(item.names & _UNIQUE and item.names & _KEEPERS) and _loads(module)


def _is_worded(operations: Operations, modules: Sequence[ModuleSummary], tree: Tree) -> bool:
    """Tell whether what answers name as the model's version is a fixed word without a number: `local`."""
    values: list[str] = []
    for module in modules:
        if module.path in operations.served_files and not module.mentioned.isdisjoint(_VERSIONS):
            if not module.mentioned.isdisjoint(_VERSIONS - _WORDED):
                return False
            text = _text(tree, module.path)
            values += [found[1] or found[2] or "" for found in _VERSION_GIVEN.finditer(text)]
    told = [value.strip() for value in values]
    told = [value for value in told if value not in _WORDED]
    return bool(told) and all(_WORD.fullmatch(value) for value in told)


def _carries(item: Definition) -> bool:
    found = item.names & _VERSIONS
    # The run that a request asks for is any run, and not that of the model.
    if "run_id" in found and _ASKED.search(" ".join(item.header)):
        found -= {"run_id"}
    found |= {name for name in item.names if _VERSION_OF_MODEL.fullmatch(name)}
    return bool(found) or any(use.endswith("release.version") for use in item.uses)


def _is_kept(path: str) -> bool:
    """Tell whether a file is a model in the folder of a version, or one that DVC keeps by its hash."""
    *folders, name = path.lower().split("/")
    folder = folders[-1] if folders else ""
    if name.endswith(".dvc"):
        return "model" in name or folder in ("model", "models")
    named = name == "saved_model.pb" or ("model" in name and name.endswith(_ENDS))
    return named and _FOLDER.fullmatch(folder) is not None
