"""Which modules and notebooks train a model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import is_run, path_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roadworthy import ModuleSummary, NotebookSummary

#: What keeps a trained model.
SAVERS = frozenset(
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
TRAINING = frozenset("fit train train_model fit_model fit_transform partial_fit trainer Trainer".split())
#: Such a word as a parameter.
_TAKEN = re.compile(r"[(,]\s{0,80}(fit|train)\b[ ]?[:=,)]")
#: Libraries whose models are fitted by a method, where they are held.
_ESTIMATORS = frozenset("catboost keras lightgbm sklearn statsmodels tensorflow xgboost".split())
#: Libraries of nets, whose weights a seed of their own makes, and how that is given.
NETS = frozenset("keras lightning pytorch_lightning tensorflow torch".split())
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


def keeps_model(notebook: NotebookSummary) -> bool:
    """Tell whether a notebook fits a model of a library and keeps it by another one, or by its own."""
    roots = {name.partition(".")[0] for name, _ in notebook.imports}
    kept = any(notebook.names & names and roots & libraries for libraries, names in _KEEPS)
    return "fit" in notebook.names and bool(roots & (_ESTIMATORS | NETS)) and kept


def surely_trains(module: ModuleSummary) -> bool:
    """Tell whether a module is named for training, or keeps a model itself; others may fit for an answer."""
    words = path_words(module.path).union(*(path_words(item.name) for item in module.definitions))
    if words & _TRAINING_WORDS or module.mentioned & _KEEPS_MODELS:
        return True
    roots = module.libraries
    return any(not module.mentioned.isdisjoint(names) and libraries & roots for libraries, names in _KEEPS)


def may_run(module: ModuleSummary) -> bool:
    """Tell whether a module is run, as a script from a notebook is that is named for training."""
    exported = module.role == "notebook" and module.path.endswith(".py")
    return is_run(module.path, module.role) or (exported and "train" in module.path.rpartition("/")[2])


def trains(module: ModuleSummary) -> bool:
    """Tell whether a module trains a model: what fits an object of a class of its own does not count."""
    fitted = [item.names for item in module.definitions if not (item.owner and item.name in TRAINING)]
    # What is imported and never used trains nothing.
    found = (module.names - module.bound).union(*fitted) & TRAINING
    if found:
        found -= _parameters(module)
    if found == {"train"}:
        return not (_only_switches(module) or _only_names_library(module))
    # A vectorizer is fitted for one answer, too, where nothing keeps it.
    return bool(found) and (found != {"fit_transform"} or _keeps_fitted(module))


def _parameters(module: ModuleSummary) -> frozenset[str]:
    """Return the words for training that functions take, as `fit: str = "cover"`, and call on nothing."""
    found = {name for item in module.definitions for name in _TAKEN.findall(" ".join(item.header))}
    uses = all_uses(module) if found else ()
    called = {use.rpartition(".")[2] for use in uses if "." in use or "=" in use}
    return frozenset(found - called)


def _only_switches(module: ModuleSummary) -> bool:
    """Tell whether `train` is only the mode of a net of PyTorch: nothing in the module changes its weights.

    A map of what a net looks at follows gradients, too.
    """
    roots = module.libraries
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
    roots = module.libraries
    own = {item.name for item in module.imports} | {item.name for item in module.definitions}
    return (
        "tensorflow" in roots
        and "train" not in own
        and module.names.isdisjoint(_RUNS_STEPS)
        and not _runs_steps(module)
        and not any(_uses_of_train(module))
    )


def _runs_steps(module: ModuleSummary) -> bool:
    """Tell whether the top level leads to functions that make an optimizer and run it in a session."""
    own = {item.name: item for item in module.definitions if not item.owner}
    seen: set[str] = set()
    pending = list(module.names & own.keys())
    while pending:
        name = pending.pop()
        seen.add(name)
        pending += (own[name].names & own.keys()) - seen
    reached = frozenset[str]().union(*(own[name].names for name in seen))
    optimizes = "minimize" in reached or any(name.endswith("Optimizer") for name in reached)
    return optimizes and not reached.isdisjoint(_RUNS_STEPS)


def _keeps_fitted(module: ModuleSummary) -> bool:
    """Tell whether a module that fits what transforms rows keeps it, or is named for training."""
    roots = module.libraries
    kept = any(not module.mentioned.isdisjoint(names) and libraries & roots for libraries, names in _KEEPS)
    return kept or bool(module.mentioned & _KEEPS_MODELS) or bool(path_words(module.path) & _TRAINING_WORDS)


def _uses_of_train(module: ModuleSummary) -> Iterator[str]:
    return (use for use in all_uses(module) if use.rpartition(".")[2] == "train")


def all_uses(module: ModuleSummary) -> frozenset[str]:
    """Return what a module uses at its top level, as a script, and in its definitions."""
    return module.uses.union(module.main_uses, *(item.uses for item in module.definitions))


def trainings(modules: tuple[ModuleSummary, ...]) -> list[ModuleSummary]:
    """Return the modules that train, where some code keeps a model; what is fitted for one answer is none."""
    run = [module for module in modules if may_run(module)]
    training = [module for module in run if trains(module)]
    if any(module.mentioned & SAVERS for module in run):
        return training
    named = [module for module in training if "train" in module.path.rpartition("/")[2]]
    return named or [module for module in run if _holds_trained(module)]


def may_keep(run: Iterable[ModuleSummary], training: list[ModuleSummary]) -> bool:
    """Tell whether code may keep what `training` fits: by a library, or beside it by a word for any file.

    What saves something else, such as a row of a table, keeps no model.
    """
    stems = {module.path.rpartition("/")[2].removesuffix(".py") for module in training}
    for module in run:
        named, roots = module.mentioned & SAVERS, module.libraries
        if named & _KEEPS_MODELS or any(named & names and roots & libraries for libraries, names in _KEEPS):
            return True
        imported = (part for item in module.imports for part in (item.module.rpartition(".")[2], item.name))
        if named and (module in training or not stems.isdisjoint(imported)):
            return True
    return False


def _holds_trained(module: ModuleSummary) -> bool:
    """Tell whether a method is named for training and fits an estimator: its object holds what is learned."""
    if _ESTIMATORS.isdisjoint(module.libraries):
        return False
    methods = (item for item in module.definitions if item.owner and "fit" in item.names)
    return any(item.name.lower().strip("_").startswith(("retrain", "train")) for item in methods)


def brings_other(modules: Iterable[ModuleSummary], training: Iterable[ModuleSummary]) -> bool:
    """Tell whether code brings models of a library that nothing trains with: a fit may be for one answer."""
    brought = {name for module in modules if may_run(module) for name in module.libraries}
    for module in training:
        # Beside estimators, `fit` is theirs.
        if _ESTIMATORS.isdisjoint(module.libraries) or not _BY_METHOD.isdisjoint(module.mentioned):
            brought -= module.libraries
    return not brought.isdisjoint(_TRAIN_BY_METHOD)
