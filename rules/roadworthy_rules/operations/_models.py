"""What a model's record says of its version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from roadworthy import (
    Location,
    is_page,
    kept,
    lacking,
    local_model,
    path_words,
    untold,
)
from roadworthy_rules.operations._fitted import trained
from roadworthy_rules.operations._model_names import (
    in_files,
    of_default,
    of_download,
    of_file_in_settings,
    of_file_name,
    of_package,
    of_pointer,
    of_revision,
    of_row,
)
from roadworthy_rules.operations._model_pulls import brought, of_release
from roadworthy_rules.operations._model_stores import is_kept, of_number, of_store, tracking_library
from roadworthy_rules.operations._serving import sagemaker_function
from roadworthy_rules.operations._shared import node_of, server, source_names
from roadworthy_rules.operations._signatures import hashes_data
from roadworthy_rules.operations._starting._endpoints import endpoint_starter
from roadworthy_rules.operations._trainings import trains
from roadworthy_rules.operations._version_names import (
    is_passed,
    is_worded,
    may_name,
    named_version,
    told_version,
)

if TYPE_CHECKING:
    from roadworthy import (
        Answer,
        ComposeService,
        Definition,
        Dependency,
        Dockerfile,
        KubernetesObject,
        ModuleSummary,
        Operations,
        Tree,
    )

#: What brings a model back, by the last part of its name.
_LOADERS = frozenset(
    "CascadeClassifier CrossEncoder FaceAnalysis FaceDetectorYN FaceRecognizerSF InferenceSession"
    " InspireFaceSession KerasLayer Llama PaddleOCR Reader SentenceTransformer WhisperModel YOLO YOLOv10"
    " from_pretrained hf_hub_download import_graph_def load load_learner load_model load_state_dict"
    " pipeline readNet"
    " readNetFromCaffe readNetFromDarknet readNetFromONNX readNetFromTensorflow read_model".split()
)
_KEEPERS = frozenset("dump save save_model save_pretrained".split())
_LIBRARIES = frozenset(
    "bentoml catboost cloudpickle cv2 diffusers dill doclayout_yolo easyocr fastai"
    " faster_whisper huggingface_hub insightface inspireface joblib keras lightgbm llama_cpp mlflow"
    " onnxruntime paddleocr pickle pyspark sentence_transformers skops tensorflow tensorflow_hub"
    " torch torchvision transformers ultralytics xgboost".split()
)
#: Where scikit-learn had a joblib of its own.
_HELD = "sklearn.externals"
_REGISTRY = re.compile(r"models:/[^/@]+(?:/(\d+)|/(\w+)|@(\w+))?")
_URI = re.compile(r"models:/[\w.-]+/\d+\b")
#: What asks a registry for its newest version.
_ALIASES = frozenset("get_latest_versions get_model_version_by_alias list_model_packages".split())
#: A run, and what stands for any run or model.
_RUN_URI = re.compile(r"runs:/[0-9a-f]{32}\b")
_ANY_URI = re.compile(r"(?:runs|models):/[^\n]{0,40}\{")
#: What brings the model of a run that was found.
_BRINGS_RUN = frozenset(
    "download_artifacts get_model_uri load_artifact load_checkpoint load_model load_state_dict".split()
)
_NEWEST = _ALIASES | {"search_model_versions", "search_runs"}
#: A version on TensorFlow Hub, and a repository of PyTorch Hub with a tag.
_HUB = re.compile(r"https?://(?:tfhub\.dev|(?:www\.)?kaggle\.com/models)/[^?]*/\d+(?:\?.*)?")
_TAGGED = re.compile(r"[\w.-]+/[\w.-]+:v?\d[\w.-]*")
#: A function that takes a version.
_TAKES_VERSION = re.compile(r"\b(?:model_)?version\b[ \t]?[:=,)]")
#: What looks for the newest model or run, by its name, and what gives each model a name of its own.
_FINDS_NEWEST = re.compile(
    r"_?(?:find_|fetch_|get_|load_)?(?:latest|newest)_(?:\w{1,30}_)?(?:model|run|version)"
)
_UNIQUE = frozenset(("uuid1", "uuid4"))
#: What a request brings as a file.
_UPLOADED = frozenset(("FILES", "UploadFile", "files", "secure_filename"))
#: How torchvision names versions of weights.
_OF_WEIGHTS = re.compile(r"(?:COCO|IMAGENET1K|KINETICS400)\w{0,40}_V\d")
#: Libraries that bring back a file in which they stored an object.
_STORED = frozenset("cloudpickle dill joblib pickle skops".split())
#: What imports a module by a name that code makes.
_IMPORTING = frozenset(("import_module", "importlib.import_module"))
#: The tag of a hosted model.
_TAG = re.compile(r":(?!latest$)[\w.-]{1,60}$")
#: The resource name of a package in the registry of SageMaker.
_PACKAGE = ":model-package/"


def versioned(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    settings: Sequence[ComposeService | KubernetesObject],
    dockerfiles: Sequence[Dockerfile],
    dependencies: Sequence[Dependency],
    tree: Tree,
) -> Answer:
    """Tell whether a served model has a fixed version: of a registry, or one that it carries itself."""
    answers = _answers(operations, modules, settings, dockerfiles, dependencies, tree)
    return next(answer for answer in answers if answer is not None)


def _answers(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    settings: Sequence[ComposeService | KubernetesObject],
    dockerfiles: Sequence[Dockerfile],
    dependencies: Sequence[Dependency],
    tree: Tree,
) -> Iterator[Answer | None]:
    """Yield what each place says of the version, None where it says nothing: the first answer counts."""
    yield brought(operations, dockerfiles, tree)
    yield _in_loads(operations, modules)
    yield of_revision(operations, modules, tree)
    yield _in_settings(operations, settings)
    yield in_files(operations, modules, tree)
    yield _in_name(operations, modules)
    yield of_store(operations, modules, tree)
    yield _approved(operations, modules)
    yield _newest(operations, modules)
    yield _weights(operations, modules)
    carried = named_version(operations, modules)
    if carried is not None and is_passed(operations, modules, tree):
        carried = None
    worded = carried is not None and is_worded(operations, modules, tree)
    shown = carried if carried is not None and not worded else told_version(operations, modules, tree)
    if shown is not None:
        yield _named_by_answers(shown, trained(modules, operations, tree))
    yield of_release(operations, dockerfiles, tree)
    yield of_pointer(operations, modules, tree)
    yield of_file_name(operations)
    yield of_file_in_settings(operations, modules, tree)
    yield of_download(dockerfiles, tree)
    if path := next(filter(is_kept, sorted(tree.files)), ""):
        yield untold(f"whether the service loads `{path}`, which has a version, cannot be read")
    if name := may_name(operations, modules, settings, tree, worded=worded):
        yield untold(f"whether `{name}` says which version is loaded cannot be read")
    if library := tracking_library(operations, modules):
        yield untold(f"which version of the model `{library}` brings cannot be read")
    yield _chosen(operations, modules)
    yield of_row(operations, modules)
    yield of_package(operations, modules, dependencies, tree)
    run = (module for module in modules if module.role == "source")
    if loading := [module.path for module in run if _loads(module) or local_model(module)]:
        apart = operations.served_files.isdisjoint(loading)
        by_name = (m.path for m in modules if apart and _imports_by_name(m, operations))
        if path := next(by_name, ""):
            yield untold(f"whether `{path}` imports `{loading[0]}`, which loads a model, cannot be read")
        starter = endpoint_starter(modules) if sagemaker_function(modules) is not None else None
        if starter is not None:
            given = f"which version of the model `{starter.path}` gives to SageMaker"
            yield untold(f"{given} cannot be read")
        yield lacking("the model is loaded from a file or name without a version")
    yield of_number(operations, modules, tree)
    yield _hosted(operations, modules)
    yield of_default(operations, modules, tree)
    yield untold("what loads the model was not found")


def _in_loads(operations: Operations, modules: Sequence[ModuleSummary]) -> Answer | None:
    """Return what the calls that load a model say of its version.

    A script beside what serves may ask a registry, where what serves loads a file: then it is unknown.
    """
    beside = ""
    for call in operations.loads:
        if answer := _of_uri((*call.texts, call.keywords.get("model_uri", "")), call.at):
            if _is_reached(operations, call.at) or not _loads_file(operations, modules):
                return answer
            beside = beside or call.at.file
        if call.name in ("KerasLayer", "load") and any(map(_HUB.fullmatch, call.texts[:1])):
            return kept((f"`{call.texts[0]}` names a version", call.at))
        if call.name == "load" and any(map(_TAGGED.fullmatch, call.texts[:1])):
            return kept((f"`{call.texts[0]}` is of a tag of its repository", call.at))
        if call.keywords.get("revision", "None") not in ("None", "main", "master"):
            told = f"`{call.name}` loads a revision of the model", call.at
            other = _without_revision(operations, call.name, call.at.file)
            return kept(told, share=0.5, reason=f"`{other}` names none of its") if other else kept(told)
    return (
        untold(f"whether what `{beside}` loads is the model that is served cannot be read")
        if beside
        else None
    )


def _is_reached(operations: Operations, at: Location) -> bool:
    """Tell whether requests, or what starts the service, lead to a place."""
    node = at.file, ".".join(map(str, at.route))
    return at.file in operations.served_files and (not at.route or node in operations.served)


def _loads_file(operations: Operations, modules: Sequence[ModuleSummary]) -> bool:
    """Tell whether what serves brings back a file that a library stored."""
    for module in modules:
        if module.path not in operations.served_files or _STORED.isdisjoint(module.libraries):
            continue
        items = (item for item in module.definitions if node_of(module, item) in operations.served)
        if "load" in module.names or any("load" in item.names for item in items):
            return True
    return False


def _of_uri(texts: Sequence[str], at: Location) -> Answer | None:
    """Return what the URIs of MLflow among texts say: of a version or an alias in a registry, or of a run."""
    found = next(filter(None, map(_REGISTRY.match, texts)), None)
    if found and found[1]:
        return kept((f"`{found[0]}` names a version of the registry", at))
    if found and (found[2] or found[3]):
        reason = f"`{found[2] or found[3]}` may be another version tomorrow"
        return kept((f"`{found[0]}` is of a registry", at), share=0.5, reason=reason)
    run = next(filter(None, map(_RUN_URI.match, texts)), None)
    return kept((f"`{run[0]}` names a run", at)) if run else None


def _without_revision(operations: Operations, name: str, path: str) -> str:
    """Return another file that loads a model by the same call without a revision: it may be what is asked."""
    plain = (call for call in operations.loads if call.name == name and "revision" not in call.keywords)
    return next((call.at.file for call in plain if call.at.file != path), "")


def _in_settings(
    operations: Operations, settings: Sequence[ComposeService | KubernetesObject]
) -> Answer | None:
    """Return what the settings of the service say of the model that it loads."""
    if all(call.name != "load_model" for call in operations.loads):
        return None
    for one in settings:
        if uri := _URI.search(str(one.data)) or _RUN_URI.search(str(one.data)):
            return kept((f"`{uri[0]}`, which the service is given, names a version", one.at()))
    return None


def _in_name(operations: Operations, modules: Sequence[ModuleSummary]) -> Answer | None:
    """Return what the names of models say in what serves, or in what deploys a package of a registry.

    Such a package is the version that the platform serves.
    """
    deploying = {module.path for module in modules if "deploy" in module.mentioned}
    for name in operations.names:
        packaged = _PACKAGE in name.text and name.at.file in deploying
        if not name.of_file and (name.at.file in operations.served_files or packaged):
            told = f"`{name.name}` names a version", name.at
            other = "" if packaged else _loads_beside(operations, modules)
            reason = f"`{other}` loads another model, and names none"
            return kept(told, share=0.5, reason=reason) if other else kept(told)
    return None


def _loads_beside(operations: Operations, modules: Sequence[ModuleSummary]) -> str:
    """Return another file of what serves that brings back a model, where no name in it has a version."""
    named = {name.at.file for name in operations.names}
    apart = (one for one in modules if one.path in operations.served_files and one.path not in named)
    return next((one.path for one in apart if _loads(one) and not trains(one)), "")


def _approved(operations: Operations, modules: Sequence[ModuleSummary]) -> Answer | None:
    """Return the answer for a model that a registry gives by its stage or alias.

    Where what serves loads a model itself, a script beside it that asks a registry says nothing of it.
    """
    asking = _serving_loaders(operations, modules) or modules
    for module in asking:
        for definition in module.definitions if module.role == "source" else ():
            if definition.names & _ALIASES:
                at = Location(module.path, definition.route, definition.span)
                reason = "the newest version that is approved may be another one tomorrow"
                return kept(("the model is taken from a registry", at), share=0.5, reason=reason)
    return None


def _newest(operations: Operations, modules: Sequence[ModuleSummary]) -> Answer | None:
    """Return the answer for a model of the newest run or version that what serves finds."""
    # What only shows the runs loads none of their models.
    loads = any(m.role == "source" and m.mentioned & _BRINGS_RUN for m in modules)
    words = _NEWEST if loads else _NEWEST - {"search_runs"}
    newest = next((m for m in modules if m.path in operations.served_files and m.mentioned & words), None)
    if newest is None:
        return None
    told = "the model is of a run that is searched for", Location(newest.path)
    return kept(told, share=0.5, reason="the newest run may be another one tomorrow")


def _weights(operations: Operations, modules: Sequence[ModuleSummary]) -> Answer | None:
    """Return the answer for weights of torchvision: those have a version, `DEFAULT` is the newest.

    What a file of the project's own replaces is not served, and a file beside them has none.
    """
    for module in modules:
        roots = module.libraries
        named = module.path in operations.served_files and "torchvision" in roots
        if not named or not any(name.endswith("_Weights") for name in module.mentioned):
            continue
        if module.mentions(("load_state_dict",)):
            continue
        if fixed := min(filter(_OF_WEIGHTS.fullmatch, module.mentioned), default=""):
            told = f"`{fixed}` names a version of the weights", Location(module.path)
            if _loads_file(operations, modules):
                return kept(told, share=0.5, reason="the file that is loaded beside them names none")
            return kept(told)
        if "DEFAULT" in module.mentioned:
            return lacking("`DEFAULT` stands for the newest weights that the library knows")
    return None


def _named_by_answers(carried: Location, training: Sequence[ModuleSummary]) -> Answer:
    """Return the answer for a version that answers or log lines name."""
    if any(map(hashes_data, training)):
        return kept(("answers name the version of a model that is stored with its data's hash", carried))
    told = "an answer or log line names the model's version", carried
    return kept(told, share=0.5, reason="the version is named, but nothing shows that what is loaded has it")


def _chosen(operations: Operations, modules: Sequence[ModuleSummary]) -> Answer | None:
    """Return the answer for a model or version that code chooses when it runs."""
    loads = [call for call in operations.loads if not _only_tried(operations, modules, call.at)]
    uris = (text for call in loads for text in (*call.texts, call.keywords.get("model_uri", "")))
    if any_uri := next(filter(_ANY_URI.match, uris), ""):
        return untold(f"which model `{any_uri}` stands for cannot be read")
    # Where what serves loads a model itself, only what deploys can choose another one for it.
    loading = _serving_loaders(operations, modules)
    asked = [*loading, *filter(_deploys, modules)] if loading else modules
    if name := next((item.name for m in asked for item in m.definitions if _loads_version(m, item)), ""):
        return untold(f"which version `{name}` is asked for cannot be read")
    if name := next((item.name for m in asked for item in m.definitions if _chooses(m, item)), ""):
        return untold(f"which of several models `{name}` leads to cannot be read")
    return None


def _only_tried(operations: Operations, modules: Sequence[ModuleSummary], at: Location) -> bool:
    """Tell whether a place is in what a module calls only where it is started itself, and serves nothing."""
    name = str(at.route[0]) if at.route else ""
    module = next((one for one in modules if one.path == at.file), None)
    if not name or module is None or (at.file, name) in operations.served:
        return False
    return name in module.main_uses and name not in module.uses and server((module,)) is None


def _is_uncalled(operations: Operations, modules: Sequence[ModuleSummary], at: Location) -> bool:
    """Tell whether a place is in a function that nothing leads to, and that no module names."""
    name = str(at.route[0]) if at.route else ""
    if not name or (at.file, name) in operations.served:
        return False
    module = next((one for one in modules if one.path == at.file), None)
    found = [item for item in module.definitions if item.route == (name,)] if module else []
    if module is None or not found or any(item.kind == "class" or item.decorators for item in found):
        return False
    # What is tried where a module is started itself is not what another one imports it for.
    tried = not is_page(module) and _only_tried(operations, modules, at)
    others = [one for one in modules if one is not module] if tried else modules
    beside = (item for item in module.definitions if tried and item.name != name)
    return name not in source_names(others) and not any(name in item.names for item in beside)


def _hosted(operations: Operations, modules: Sequence[ModuleSummary]) -> Answer | None:
    """Return the answer for a model that a provider hosts: a day in its name makes it one for good."""
    found = [
        one
        for one in operations.hosted
        if one.at.file in operations.served_files and not _is_uncalled(operations, modules, one.at)
    ]
    fixed = [one for one in found if one.fixed]
    others = sorted(one.text for one in found if not one.fixed)
    if fixed and not others:
        return kept((f"`{fixed[0].text}` names a release of the model", fixed[0].at))
    if fixed:
        told = f"`{fixed[0].text}` names a release of its model", fixed[0].at
        return kept(told, share=0.5, reason=f"the provider may change what `{others[0]}` stands for")
    # A registry of models, such as that of Ollama, may keep a tag as it is.
    if tagged := next((text for text in others if _TAG.search(text)), ""):
        return untold(f"whether the registry keeps `{tagged}` as it is cannot be read")
    if others:
        return lacking(f"the provider may change what `{others[0]}` stands for")
    return None


def _loads(module: ModuleSummary) -> bool:
    """Tell whether a module brings a model back by a library of models, or by one that scikit-learn held."""
    roots = module.libraries.union(one.name or "" for one in module.imports if one.module == _HELD)
    used = module.names.union(*(item.names for item in module.definitions))
    return module.role == "source" and bool(roots & _LIBRARIES and used & _LOADERS)


def _serving_loaders(operations: Operations, modules: Sequence[ModuleSummary]) -> list[ModuleSummary]:
    """Return the modules of what serves that load a model themselves."""
    return [module for module in modules if module.path in operations.served_files and _loads(module)]


def _imports_by_name(module: ModuleSummary, operations: Operations) -> bool:
    """Tell whether a module of what serves, or its package, imports others by names that it makes."""
    folder, _, name = module.path.rpartition("/")
    package = name == "__init__.py" and any(path.startswith(f"{folder}/") for path in operations.served_files)
    if not package and module.path not in operations.served_files:
        return False
    uses = module.uses.union(*(item.uses for item in module.definitions))
    return not uses.isdisjoint(_IMPORTING)


def _deploys(module: ModuleSummary) -> bool:
    return module.mentions(("deploy",)) or "deploy" in path_words(module.path)


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
    kept = item.names & _KEEPERS
    # What a request brings is saved under a name of its own, too, and is no model.
    if not item.names.isdisjoint(_UPLOADED):
        kept -= {"save"}
    return bool(item.names & _UNIQUE and kept) and _loads(module)
