"""What a model's record says: its version, where it comes from, and whether it can be made again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import (
    Location,
    is_run,
    kept,
    lacking,
    untold,
)

if TYPE_CHECKING:
    from roadworthy import (
        Answer,
        Definition,
        ModuleSummary,
        Operations,
        Repository,
        Tree,
    )

#: What brings a model back, by the last part of its name.
_LOADERS = frozenset(
    "CrossEncoder InferenceSession SentenceTransformer WhisperModel YOLO from_pretrained hf_hub_download"
    " load load_learner load_model load_state_dict pipeline read_model".split()
)
_LIBRARIES = frozenset(
    "catboost dill fastai huggingface_hub joblib keras lightgbm mlflow onnxruntime pickle skops tensorflow"
    " torch torchvision transformers ultralytics xgboost sentence_transformers cloudpickle pyspark bentoml"
    " faster_whisper".split()
)
_REGISTRY = re.compile(r"models:/[^/@]+(?:/(\d+)|/(\w+)|@(\w+))?")
#: What asks a registry for its newest version.
_ALIASES = frozenset("get_latest_versions get_model_version_by_alias list_model_packages".split())
#: Data that Git keeps: names of folders, and ends of files.
_FOLDERS = frozenset("data dataset datasets raw train training".split())
_DATA = (".arff", ".csv", ".feather", ".jsonl", ".parquet", ".tsv")
#: A repository of PyTorch Hub with a tag.
_TAGGED = re.compile(r"[\w.-]+/[\w.-]+:v?\d[\w.-]*")
_VERSIONS = frozenset("MODEL_VERSION bundle_version modelVersion model_version run_id".split())
#: Data sets that scikit-learn itself contains.
_BUNDLED = frozenset("load_breast_cancer load_diabetes load_digits load_iris load_linnerud load_wine".split())
#: Seeds by names that mean nothing else, wherever the training's data is prepared.
_PLAIN_SEEDS = frozenset("random_state manual_seed set_seed seed_everything RANDOM_STATE RANDOM_SEED".split())
#: What keeps a trained model.
_SAVERS = frozenset(
    "ModelCheckpoint Trainer autolog create_model dump export log_model persist register_model save save_model"
    " save_pretrained save_weights savez state_dict to_pickle upload_file write write_bytes".split()
)
#: Estimators that draw nothing, what draws for them, and what makes data of the code's own.
_EXACT = frozenset("GaussianNB LinearRegression MultinomialNB Ridge".split())
_DRAWS = frozenset("KFold StratifiedKFold permutation sample shuffle train_test_split".split())
_MADE = frozenset(
    "RandomState array default_rng make_blobs make_classification make_regression normal randint uniform".split()
)
_READ = re.compile(r"(?:read|load|fetch|get|query|download)(?:_\w+)?|open|connect|execute|loadtxt|genfromtxt")
_TRAINING = frozenset("fit train train_model fit_model fit_transform partial_fit trainer Trainer".split())
_HASHES = frozenset(
    "sha256 sha1 md5 blake2b hexdigest file_digest hash_pandas_object xxh64 data_hash data_sha256".split()
)
_REVISIONS = re.compile(r"(?i)(git|commit|code|source)_?(sha|hash|commit|revision|rev)|rev-parse|head_commit")
_LOGGING = (".log_model", ".save_model")
_SIGNATURES = frozenset(("infer_signature", "ModelSignature", "signature", "input_example"))
_SEEDS = frozenset(
    "random_state seed manual_seed set_seed seed_everything default_rng set_random_seed RANDOM_STATE SEED"
    " random_seed RANDOM_SEED RandomState PRNGKey".split()
)


def versioned(operations: Operations, modules: tuple[ModuleSummary, ...]) -> Answer:
    """Tell whether a served model has a fixed version: of a registry, or one that it carries itself."""
    loading: Location | None = None
    for call in operations.loads:
        texts = [*call.texts, call.keywords.get("model_uri", "")]
        found = next((match for text in texts if (match := _REGISTRY.match(text))), None)
        if found and found[1]:
            return kept((f"`{found[0]}` names a version of the registry", call.at))
        if found and (found[2] or found[3]):
            reason = f"`{found[2] or found[3]}` may be another version tomorrow"
            return kept((f"`{found[0]}` is of a registry", call.at), share=0.5, reason=reason)
        if call.name == "load" and any(map(_TAGGED.fullmatch, call.texts[:1])):
            return kept((f"`{call.texts[0]}` is of a tag of its repository", call.at))
        if call.keywords.get("revision", "None") not in ("None", "main", "master"):
            return kept((f"`{call.name}` loads a revision of the model", call.at))
    fixed = next((name for name in operations.names if name.at.file in operations.served_files), None)
    if fixed is not None:
        return kept((f"`{fixed.name}` names a version", fixed.at))
    for module in modules:
        for definition in module.definitions if module.role == "source" else ():
            if definition.names & _ALIASES:
                at = Location(module.path, definition.route, definition.span)
                reason = "the newest version that is approved may be another one tomorrow"
                return kept(("the model is taken from a registry", at), share=0.5, reason=reason)
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
    if carried is not None and any(_trains(m) and m.mentioned & _HASHES for m in modules):
        return kept(("answers name the version of a model that is stored with its data's hash", carried))
    if carried is not None:
        reason = "the version is named, but nothing shows that what is loaded has it"
        told = ("an answer or log line names the model's version", carried)
        return kept(told, share=0.5, reason=reason)
    if loading is not None:
        return lacking("the model is loaded from a file or name without a version")
    return untold("what loads the model was not found")


def signed(modules: tuple[ModuleSummary, ...]) -> Answer | None:
    """Tell whether models are logged to MLflow with a signature or an input example; None where none is."""
    logging = None
    for module in modules:
        if not is_run(module.path, module.role) or not any(
            item.module.startswith("mlflow") for item in module.imports
        ):
            continue
        for definition in module.definitions:
            if any(use.startswith("mlflow.") and use.endswith(_LOGGING) for use in definition.uses):
                logging = logging or Location(module.path, definition.route, definition.span)
        if "log_model" in module.mentioned and module.mentioned & _SIGNATURES:
            return kept(("the model is logged with what it takes", Location(module.path)))
        if "autolog" in module.mentioned:
            return untold("what `autolog` logs depends on the version of MLflow")
    return lacking("the model is logged without what it takes") if logging is not None else None


def _carries(item: Definition) -> bool:
    return bool(item.names & _VERSIONS) or any(use.endswith("release.version") for use in item.uses)


def lineage(modules: tuple[ModuleSummary, ...], tree: Tree) -> Answer | None:
    """Tell whether training stores the data's hash and the code's revision; None where nothing trains."""
    training = _training(modules)
    if not training:
        return None
    if tree.exists("dvc.lock"):
        return kept(("`dvc.lock` holds the hashes of data, code and model", Location("dvc.lock")))
    hashed = [module for module in training if module.mentioned & _HASHES]
    revised = [
        module
        for module in training
        if any(_REVISIONS.search(name) for name in module.mentioned)
        or any(_REVISIONS.search(use) for item in module.definitions for use in item.uses)
    ]
    if hashed and revised:
        return kept(("the training stores both", Location(hashed[0].path)))
    if hashed:
        reason = "the code's revision is not stored"
        return kept(
            ("the training stores the data's hash", Location(hashed[0].path)), share=0.5, reason=reason
        )
    if revised:
        reason = "the data's hash is not stored"
        return kept(
            ("the training stores the code's revision", Location(revised[0].path)), share=0.5, reason=reason
        )
    return lacking("the training stores neither")


def reproduced(modules: tuple[ModuleSummary, ...], repository: Repository) -> Answer | None:
    """Tell whether training has a seed and pinned data; None where nothing trains."""
    training = _training(modules)
    if not training:
        return None
    run = [module for module in modules if is_run(module.path, module.role)]
    seeded = next((module for module in training if module.mentioned & _SEEDS), None)
    seeded = seeded or next((module for module in run if module.mentioned & _PLAIN_SEEDS), None)
    pinned = next(
        (path for path in sorted(repository.files) if path == "dvc.lock" or path.endswith(".dvc")), None
    ) or next((module.path for module in training if module.mentioned & _HASHES), None)
    beside = {module.path.rpartition("/")[0] for module in training}
    tracked = next((path for path in sorted(repository.files) if _is_data(path, beside)), None)
    tracked = tracked or next((module.path for module in run if module.mentioned & _BUNDLED), None)
    made = training[0] if all(_makes_its_data(item, run) for item in training) else None
    chain = [("the training is given a seed", Location(seeded.path))] if seeded else []
    if made and not seeded and made.mentioned & _EXACT and made.mentioned.isdisjoint(_DRAWS):
        chain = [("the training draws nothing by chance", Location(made.path))]
    chain += [("the data is pinned by a hash", Location(pinned))] if pinned else []
    chain += (
        [("the project or its library keeps the data", Location(tracked))] if tracked and not pinned else []
    )
    if made and not tracked and not pinned:
        chain.append(("the training makes its data", Location(made.path)))
    if not chain:
        return lacking("neither a seed nor pinned data was found")
    lacks = "the data is not pinned" if seeded else "no seed was found"
    reason = "" if len(chain) == 2 else lacks
    return kept(*chain, share=len(chain) / 2, reason=reason)


def _trains(module: ModuleSummary) -> bool:
    """Tell whether a module trains a model: the methods by which a class of its own is fitted do not count."""
    fitted = [item.names for item in module.definitions if not (item.owner and item.name in _TRAINING)]
    return bool(module.names.union(*fitted) & _TRAINING)


def _training(modules: tuple[ModuleSummary, ...]) -> list[ModuleSummary]:
    """Return the modules that train, where some code keeps a model; what is fitted for one answer is none."""
    run = [module for module in modules if is_run(module.path, module.role)]
    training = [module for module in run if _trains(module)]
    return training if any(module.mentioned & _SAVERS for module in run) else []


def _makes_its_data(module: ModuleSummary, run: list[ModuleSummary]) -> bool:
    """Tell whether a module makes the data that it trains with: it reads none, and imports no code for it."""
    names = module.mentioned - {"load"}
    stems = {item.path.rpartition("/")[2].removesuffix(".py") for item in run}
    own = any(item.level or not stems.isdisjoint(item.module.split(".")) for item in module.imports)
    return bool(names & _MADE) and not own and not any(map(_READ.fullmatch, names))


def _is_data(path: str, beside: set[str]) -> bool:
    """Tell whether a file is data that training may read: in a folder for it, or beside the training."""
    *folders, name = path.lower().split("/")
    return name.endswith(_DATA) and (not _FOLDERS.isdisjoint(folders) or path.rpartition("/")[0] in beside)
