"""Whether a training can be traced and repeated: what it stores with a model, its seeds and its data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import Location, is_run, kept, lacking, path_words, untold
from roadworthy_rules.operations._chance import exact_training, fits
from roadworthy_rules.operations._served_files import of_served
from roadworthy_rules.operations._training_data import HASHES, hashes_data, training_data, with_imported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roadworthy import Answer, ModuleSummary, NotebookSummary, Repository, Tree

#: A file of DVC that keeps the hash of a model; the commit that holds it is the code's revision.
_POINTER = re.compile(r"(?i)(?:[^/]{1,200}/){0,20}[^/]{0,100}(?:model|weights)[^/]{0,100}\.dvc")
#: A seed in a file of settings that the training may be given whole.
_SETTINGS = ("config", "param", "setting")
_FOLDERS_OF_SETTINGS = frozenset("conf config configs params".split())
_WRITTEN = (".json", ".toml", ".yaml", ".yml")
_SEED_SET = re.compile(r"(?im)^[ \t{,]*[\"']?(?:\w*_?seed|random_state)[\"']?[ \t]*[:=][ \t]*\d")
_SIZE = 100_000
#: What keeps the data's hash or the code's revision by itself.
_TRACKERS = frozenset(("Artifact", "log_input", "use_artifact"))
#: Seeds by names that mean nothing else, wherever the training's data is prepared.
_PLAIN_SEEDS = frozenset("random_state manual_seed set_seed seed_everything RANDOM_STATE RANDOM_SEED".split())
#: What keeps a trained model.
_SAVERS = frozenset(
    "ModelCheckpoint Trainer autolog dump export log_model persist register_model save"
    " save_model save_pretrained save_weights savez state_dict to_pickle upload_file write"
    " write_bytes".split()
)
#: Words in the names of what trains, what keeps nothing but models, and what keeps them with a library.
_TRAINING_WORDS = frozenset(
    "experiment experiments fit modeling modelling retrain train trainer training".split()
)
_KEEPS_MODELS = frozenset(
    "ModelCheckpoint Trainer autolog log_model register_model save_model save_pretrained save_weights savez"
    " state_dict to_pickle".split()
)
_KEEPS = (
    (frozenset("cloudpickle dill joblib pickle skops".split()), frozenset(("dump", "dumps"))),
    (frozenset("keras tensorflow torch".split()), frozenset(("save", "export"))),
)
#: An estimator that draws at random unless it is told how, what may tell it, and what seeds all that draw.
_ESTIMATOR = re.compile(
    r"\b((?:AdaBoost|Bagging|DecisionTree|ExtraTrees|GradientBoosting|MLP|RandomForest)"
    r"(?:Classifier|Regressor))"
    r"\(((?:[^()]|\([^()]{0,200}\)){0,400})\)"
)
_SAMPLE = re.compile(r"\b([a-z_]\w{0,60}\.sample)\(((?=[^()]{0,200}\b(?:frac|n)=)[^()]{0,200})\)")
#: A search that draws what it tries at random unless its sampler is given a seed.
_SEARCHES = re.compile(r"\b((?:optuna\.)?create_study)\(")
_RANDOM_SEARCH = re.compile(
    r"\b(RandomizedSearchCV|HalvingRandomSearchCV)"
    r"\(((?:[^()]|\((?:[^()]|\([^()]{0,200}\)){0,200}\)){0,1500})\)"
)
_COMMENT = re.compile(r"#[^\n]*")
_INNER = re.compile(r"\([^()]{0,400}\)")
_SAMPLER = re.compile(r"\w{1,40}Sampler\([^()]{0,300}\bseed\b")
#: A seed that is another one each time.
_CLOCK = re.compile(
    r"\b(?:random_state|seed)[\"']?[ \t]?[=:(][ \t]?\[?(?:int\()?"
    r"(?:(?:datetime\.)?datetime\.now|(?:time\.)?time)\("
)
_GIVEN = re.compile(r"(?i)random_state|seed|\*")
_GIVEN_ANY = re.compile(r"(?i)random_state|seed")
_SPLIT = re.compile(r"train_test_split\s*\((?:[^()]|\((?:[^()]|\([^()]{0,200}\)){0,200}\)){0,600}\)")
#: A split, and what the answer says where its seed is the only one.
_SPLITS = "train_test_split"
_SPLIT_ONLY = "the split is given a seed, and whether what is fitted is given one cannot be read"
_FOR_ALL = re.compile(r"\bseed(?:_everything|_all)?\(|set_seed\(")
#: What keeps runs of a training, or knows the code's revision.
_TRACKING = frozenset("clearml comet_ml dvc git mlflow neptune wandb".split())
#: What the answer says of data that comes again.
_HELD = {
    "pinned": "the data is pinned by a hash",
    "kept": "the project or its library keeps the data",
    "made": "the training makes its data",
}
_TRAINING = frozenset("fit train train_model fit_model fit_transform partial_fit trainer Trainer".split())
#: Libraries whose models are fitted by a method, where they are held.
_ESTIMATORS = frozenset("catboost keras lightgbm sklearn statsmodels tensorflow xgboost".split())
#: Libraries of nets, whose weights a seed of their own makes, and how that is given.
_NETS = frozenset("keras lightning pytorch_lightning tensorflow torch".split())
_OF_NETS = frozenset(
    "PRNGKey Trainer TrainingArguments manual_seed manual_seed_all seed_everything set_random_seed"
    " set_seed".split()
)
_LEARNING = frozenset("backward compile fit_generator".split())
#: What changes the weights of a net, and libraries whose models train by a method.
_STEPS = frozenset("Adam AdamW RMSprop SGD apply_gradients optim optimizer step".split())
#: What runs the steps of a net of TensorFlow.
_RUNS_STEPS = frozenset(
    "DNNClassifier DNNRegressor Estimator GradientTape InteractiveSession LinearClassifier LinearRegressor"
    " MonitoredTrainingSession Session apply_gradients compile run train_and_evaluate train_on_batch".split()
)
_TRAIN_BY_METHOD = frozenset(
    "fastai lightning pytorch_lightning sentence_transformers transformers ultralytics".split()
)
_BY_METHOD = frozenset(("Trainer", "fine_tune", "fit_one_cycle", "train"))
_REVISIONS = re.compile(r"(?i)(git|commit|code|source)_?(sha|hash|commit|revision|rev)|rev-parse|head_commit")
_FOR_ANSWERS = "whether `{}` trains what is served cannot be read"
_SEEDS = frozenset(
    "random_state seed manual_seed set_seed seed_everything default_rng set_random_seed RANDOM_STATE SEED"
    " random_seed RANDOM_SEED RandomState PRNGKey".split()
)


def lineage(
    modules: tuple[ModuleSummary, ...], notebooks: Iterable[NotebookSummary], tree: Tree
) -> Answer | None:
    """Tell whether training stores the data's hash and the code's revision; None where nothing trains."""
    training = _training(modules)
    if not training:
        return _by_notebook(notebooks)
    if tree.exists("dvc.lock"):
        return kept(("`dvc.lock` holds the hashes of data, code and model", Location("dvc.lock")))
    hashed = [module for module in training if hashes_data(module)]
    revised = [
        module
        for module in training
        if any(_REVISIONS.search(name) for name in module.mentioned)
        or any(_REVISIONS.search(use) for item in module.definitions for use in item.uses)
    ]
    if hashed and revised:
        return kept(("the training stores both", Location(hashed[0].path)))
    if hashed and (pointer := next((path for path in tree.files if _POINTER.fullmatch(path)), "")):
        told = "the training stores the data's hash", Location(hashed[0].path)
        return kept(told, (f"`{pointer}` keeps the model's beside the code", Location(pointer)))
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
    near = [module for module in modules if _may_run(module) and _tracks(module)]
    for module in (*training, *near):
        if word := next(iter(sorted(module.mentioned & _TRACKERS)), ""):
            return untold(f"what `{word}` stores with the model is not in the code")
    for module in near:
        if hashes_data(module) or any(_REVISIONS.search(name) for name in module.mentioned):
            return untold(f"whether the training stores what `{module.path}` names cannot be read")
    if not any(_surely_trains(module) for module in training) and _brings_other(modules, training):
        return untold(_FOR_ANSWERS.format(training[0].path))
    return lacking("the training stores neither")


def _brings_other(modules: Iterable[ModuleSummary], training: Iterable[ModuleSummary]) -> bool:
    """Tell whether code brings models of a library that nothing trains with: a fit may be for one answer."""

    def libraries(module: ModuleSummary) -> set[str]:
        return {item.module.partition(".")[0] for item in module.imports}

    brought = {name for module in modules if _may_run(module) for name in libraries(module)}
    for module in training:
        # Beside estimators, `fit` is theirs.
        if _ESTIMATORS.isdisjoint(libraries(module)) or not _BY_METHOD.isdisjoint(module.mentioned):
            brought -= libraries(module)
    return not brought.isdisjoint(_TRAIN_BY_METHOD)


def _by_notebook(notebooks: Iterable[NotebookSummary]) -> Answer | None:
    """Return the answer where only notebooks train and keep a model; None where none does."""
    keeping = [one for one in notebooks if _keeps_model(one)]
    for one in keeping:
        roots = {name.partition(".")[0] for name, _ in one.imports}
        if roots & _TRACKING or one.names & _TRACKERS or one.names & HASHES:
            return untold(f"what `{one.path}` stores with the model cannot be read")
    return lacking(f"`{keeping[0].path}`, which trains, stores neither") if keeping else None


def _keeps_model(notebook: NotebookSummary) -> bool:
    """Tell whether a notebook fits a model of a library and keeps it by another one, or by its own."""
    roots = {name.partition(".")[0] for name, _ in notebook.imports}
    kept = any(notebook.names & names and roots & libraries for libraries, names in _KEEPS)
    return "fit" in notebook.names and bool(roots & (_ESTIMATORS | _NETS)) and kept


def _tracks(module: ModuleSummary) -> bool:
    """Tell whether a module speaks to what keeps runs of a training."""
    return not _TRACKING.isdisjoint(item.module.partition(".")[0] for item in module.imports)


def reproduced(
    modules: tuple[ModuleSummary, ...], served: Iterable[str], repository: Repository, tree: Tree
) -> Answer | None:
    """Tell whether training has a seed and pinned data; None where nothing trains.

    `served` are the files that lead to answers: a training that keeps other models than they load may draw at
    random.
    """
    training = _training(modules)
    if not training:
        return None
    if not any(_surely_trains(module) for module in training):
        return untold(_FOR_ANSWERS.format(training[0].path))
    run = [module for module in modules if _may_run(module)]
    seeded = next((module for module in training if module.mentioned & _SEEDS), None)
    seeded = seeded or next((module for module in run if module.mentioned & _PLAIN_SEEDS), None)
    at = seeded.path if seeded else _seed_in_settings(tree)
    if seeded and any(_CLOCK.search(tree.text(module.path, strict=False)) for module in (*training, seeded)):
        at = ""
    data = training_data(training, run, repository, tree)
    if data.kind == "unknown":
        return untold("where the data of the training comes from cannot be read")
    if (
        at
        and _draws_weights(with_imported(training, run), run)
        and not any(m.mentioned & _OF_NETS for m in run)
    ):
        if data.kind not in _HELD:
            return untold("the split is given a seed, the weights of the net are not, and no data is pinned")
        drawn = "the split is given a seed, and the weights of the net are not"
        return kept((drawn, Location(at)), share=0.5, reason="the weights are drawn without a seed")
    if not at and data.kind == "made" and data.drawn:
        return lacking(f"`{data.path}` draws the data anew each time, without a seed")
    chain = [("the training is given a seed", Location(at))] if at else []
    if not at and (exact := exact_training(training, run, data.kind == "made")):
        chain = [("the training draws nothing by chance", Location(exact))]
    if data.kind in _HELD:
        chain.append((_HELD[data.kind], Location(data.path)))
    if not chain:
        return lacking("neither a seed nor pinned data was found")
    lacks = "no seed was found" if data.kind in _HELD else "the data is not pinned"
    reason = "" if len(chain) == 2 else lacks
    if (
        not reason
        and data.kind != "made"
        and (name := _unseeded(with_imported(of_served(training, served, tree), run), tree))
    ):
        if name == _SPLITS:
            return untold(_SPLIT_ONLY)
        return kept(chain[-1], share=0.5, reason=f"`{name}` is given no seed")
    return kept(*chain, share=len(chain) / 2, reason=reason)


def _unseeded(training: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return what draws at random and is given no seed, an estimator or a sample, if nothing seeds all."""
    texts = [tree.text(module.path, strict=False) for module in training]
    if any(_FOR_ALL.search(text) for text in texts):
        return ""
    seeds = " ".join(_SPLIT.sub("", text) for text in texts)
    if _SPLIT.search(" ".join(texts)) and not _GIVEN_ANY.search(seeds) and not any(map(fits, training)):
        return _SPLITS
    searched = next((found[1] for text in texts if (found := _SEARCHES.search(text))), "")
    if searched and not any(map(_SAMPLER.search, texts)):
        return searched
    plain = (_COMMENT.sub("", text) for text in texts if "SearchCV" in text)
    drawn = (found for text in plain for found in _RANDOM_SEARCH.finditer(text))
    # A seed of the estimator inside is none of the search.
    own = ((found[1], _INNER.sub("", _INNER.sub("", found[2]))) for found in drawn)
    if name := next((name for name, given in own if not _GIVEN.search(given)), ""):
        return name
    made = (found for text in texts for draws in (_ESTIMATOR, _SAMPLE) for found in draws.finditer(text))
    return next((found[1] for found in made if not _GIVEN.search(found[2])), "")


def _surely_trains(module: ModuleSummary) -> bool:
    """Tell whether a module is named for training, or keeps a model itself; others may fit for an answer."""
    words = path_words(module.path).union(*(path_words(item.name) for item in module.definitions))
    if words & _TRAINING_WORDS or module.mentioned & _KEEPS_MODELS:
        return True
    roots = {item.module.partition(".")[0] for item in module.imports}
    return any(not module.mentioned.isdisjoint(names) and libraries & roots for libraries, names in _KEEPS)


def _draws_weights(training: Iterable[ModuleSummary], run: Iterable[ModuleSummary]) -> bool:
    """Tell whether modules train a net, whose weights are drawn at random; others may compile it."""
    training = tuple(training)
    if any(_of_nets(module) and module.mentioned & _LEARNING for module in training):
        return True
    compiled = any(_of_nets(module) and "compile" in module.mentioned for module in run)
    return compiled and any(map(_of_nets, training))


def _of_nets(module: ModuleSummary) -> bool:
    return not _NETS.isdisjoint(item.module.partition(".")[0] for item in module.imports)


def _seed_in_settings(tree: Tree) -> str:
    """Return a file of settings that holds a seed; else an empty text."""
    for path in tree.files:
        known = _is_of_settings(path) and not tree.exceeds(path, _SIZE)
        if known and _SEED_SET.search(tree.text(path, strict=False)):
            return path
    return ""


def _is_of_settings(path: str) -> bool:
    *folders, name = path.lower().split("/")
    known = any(word in name for word in _SETTINGS) or not _FOLDERS_OF_SETTINGS.isdisjoint(folders)
    return known and name.endswith(_WRITTEN)


def _may_run(module: ModuleSummary) -> bool:
    """Tell whether a module is run, as a script from a notebook is that is named for training."""
    exported = module.role == "notebook" and module.path.endswith(".py")
    return is_run(module.path, module.role) or (exported and "train" in module.path.rpartition("/")[2])


def trains(module: ModuleSummary) -> bool:
    """Tell whether a module trains a model: what fits an object of a class of its own does not count."""
    fitted = [item.names for item in module.definitions if not (item.owner and item.name in _TRAINING)]
    # What is imported and never used trains nothing.
    found = (module.names - module.bound).union(*fitted) & _TRAINING
    if found == {"train"}:
        return not (_only_switches(module) or _only_names_library(module))
    # A vectorizer is fitted for one answer, too, where nothing keeps it.
    return bool(found) and (found != {"fit_transform"} or _keeps_fitted(module))


def _only_switches(module: ModuleSummary) -> bool:
    """Tell whether `train` is only the mode of a net of PyTorch: nothing in the module changes its weights.

    A map of what a net looks at follows gradients, too.
    """
    roots = {item.module.partition(".")[0] for item in module.imports}
    own = {item.name for item in module.imports} | {item.name for item in module.definitions}
    return (
        "torch" in roots
        and roots.isdisjoint(_TRAIN_BY_METHOD)
        and "train" not in own
        and not module.mentions(_STEPS)
        and all(use.endswith(".train") for use in _uses_of_train(module))
    )


def _only_names_library(module: ModuleSummary) -> bool:
    """Tell whether `train` is only `tf.train`, of which a module defines a net that it never runs."""
    roots = {item.module.partition(".")[0] for item in module.imports}
    own = {item.name for item in module.imports} | {item.name for item in module.definitions}
    called = (use for uses in _all_uses(module) for use in uses)
    return (
        "tensorflow" in roots
        and "train" not in own
        and module.names.isdisjoint(_RUNS_STEPS)
        and not any(use.rpartition(".")[2] == "train" for use in called)
    )


def _keeps_fitted(module: ModuleSummary) -> bool:
    """Tell whether a module that fits what transforms rows keeps it, or is named for training."""
    roots = {item.module.partition(".")[0] for item in module.imports}
    kept = any(not module.mentioned.isdisjoint(names) and libraries & roots for libraries, names in _KEEPS)
    return kept or bool(module.mentioned & _KEEPS_MODELS) or bool(path_words(module.path) & _TRAINING_WORDS)


def _uses_of_train(module: ModuleSummary) -> Iterator[str]:
    for uses in _all_uses(module):
        yield from (use for use in uses if use.rpartition(".")[2] == "train")


def _all_uses(module: ModuleSummary) -> Iterator[Iterable[str]]:
    yield from (module.uses, module.main_uses, *(item.uses for item in module.definitions))


def _training(modules: tuple[ModuleSummary, ...]) -> list[ModuleSummary]:
    """Return the modules that train, where some code keeps a model; what is fitted for one answer is none."""
    run = [module for module in modules if _may_run(module)]
    training = [module for module in run if trains(module)]
    if any(module.mentioned & _SAVERS for module in run):
        return training
    named = [module for module in training if "train" in module.path.rpartition("/")[2]]
    return named or [module for module in run if _holds_trained(module)]


def _holds_trained(module: ModuleSummary) -> bool:
    """Tell whether a method is named for training and fits an estimator: its object holds what is learned."""
    if _ESTIMATORS.isdisjoint(item.module.partition(".")[0] for item in module.imports):
        return False
    methods = (item for item in module.definitions if item.owner and "fit" in item.names)
    return any(item.name.lower().strip("_").startswith(("retrain", "train")) for item in methods)
