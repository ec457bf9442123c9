"""Whether a training can be traced and repeated: what it stores with a model, its seeds and its data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import Location, extractor, kept, lacking, untold
from roadworthy_rules._trainings._run_together import imports_any, with_imported, with_pipeline
from roadworthy_rules.operations._chance import exact_training, seeded_trainer
from roadworthy_rules.operations._drawn import drawn_in
from roadworthy_rules.operations._fitted import trained
from roadworthy_rules.operations._in_notebooks import OF_NETS, TRACKERS, TRACKING, lineage_of, reproduced_by
from roadworthy_rules.operations._model_pulls import LOCK, locks_data
from roadworthy_rules.operations._seeds import SPLITS, draws_weights, seed_in_settings, unseeded
from roadworthy_rules.operations._served_files import of_served
from roadworthy_rules.operations._serving import other_server
from roadworthy_rules.operations._signatures import (
    hashes_by,
    hashes_data,
    in_image,
    logs_for_others,
    logs_model,
    may_log_model,
)
from roadworthy_rules.operations._training_data import training_data
from roadworthy_rules.operations._trainings import (
    brings_other,
    may_run,
    surely_trains,
    trainings,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roadworthy import Answer, Files, ModuleSummary, NotebookSummary, Operations, Repository, Tree

#: A file of DVC that keeps the hash of a model; the commit that holds it is the code's revision.
_POINTER = re.compile(r"(?i)(?:[^/]{1,200}/){0,20}[^/]{0,100}(?:model|weights)[^/]{0,100}\.dvc")
#: Seeds by names that mean nothing else, wherever the training's data is prepared.
_PLAIN_SEEDS = frozenset("random_state manual_seed set_seed seed_everything RANDOM_STATE RANDOM_SEED".split())
_SPLIT_ONLY = "the split is given a seed, and whether what is fitted is given one cannot be read"
#: What the answer says of data that comes again.
_HELD = {
    "pinned": "the data is pinned by a hash",
    "kept": "the project or its library keeps the data",
    "made": "the training makes its data",
}
_OF_OTHER = "whether what is trained here is what the server of `{}` answers by cannot be read"
_FOR_ANSWERS = "whether `{}` trains what is served cannot be read"
#: The file of a model that is kept in a run.
_MODEL_FILE = re.compile(
    r"""\bmlflow\.log_artifact\(\s{0,40}["'][^"'\n]{0,120}(?:\.(?:cbm|h5|joblib|keras|onnx|pickle|pkl|pt|pth|ubj)"""
    r"""|model[^"'/\n]{0,60}\.(?:bin|json))["']"""
)
_REVISIONS = re.compile(r"(?i)(git|commit|code|source)_?(sha|hash|commit|revision|rev)|rev-parse|head_commit")
_SEEDS = frozenset(
    "random_state seed manual_seed set_seed seed_everything default_rng set_random_seed RANDOM_STATE SEED"
    " random_seed RANDOM_SEED RandomState PRNGKey".split()
)


def _served_elsewhere(operations: Operations, tree: Tree) -> str:
    """Return the file of a server in another language where no code that was read serves; else nothing."""
    return "" if operations.served_files else other_server(tree)


def lineage(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    notebooks: Iterable[NotebookSummary],
    tree: Tree,
) -> Answer | None:
    """Tell whether training stores the data's hash and the code's revision; None where nothing trains."""
    training = trained(modules, operations, tree)
    if not training:
        return lineage_of(notebooks)
    if path := _served_elsewhere(operations, tree):
        return untold(_OF_OTHER.format(path))
    if locks_data(tree):
        return kept((f"`{LOCK}` holds the hashes of data, code and model", Location(LOCK)))
    if not any(surely_trains(module) for module in training) and brings_other(modules, training):
        return untold(_FOR_ANSWERS.format(training[0].path))
    run = [module for module in modules if may_run(module)]
    apart = {module.path for module in trainings(modules)}
    beside = (one for one in modules if one.path not in apart and logs_model(one))
    logged = [one for one in training if logs_model(one)]
    logged += [
        one
        for one in beside
        if imports_any(one, training) or _is_used(one, training) or _is_run_beside(one, training, run)
    ]
    logged += [one for one in training if one not in logged and _logs_file(one, tree)]
    logged = [one for one in logged if not logs_for_others(one, modules, training)]
    hashed = [module for module in training if hashes_data(module) or hashes_by(module, run)]
    tracked = (module for module in training if "mlflow" in module.libraries)
    hashed += [module for module in tracked if "log_input" in module.mentioned]
    revised = [
        module
        for module in training
        if any(_REVISIONS.search(name) for name in module.mentioned)
        or any(_REVISIONS.search(use) for item in module.definitions for use in item.uses)
    ]
    if logged and not revised and (image := in_image(logged, tree)):
        return untold(f"whether `{image}`, which trains, holds the Git repository cannot be read")
    revised += logged
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
        who = "MLflow" if revised[0] in logged else "the training"
        told = f"{who} stores the code's revision with the model", Location(revised[0].path)
        return kept(told, share=0.5, reason=reason)
    if exported := next(filter(may_log_model, training), None):
        return untold(
            f"whether the notebook or `{exported.path}`, which it was exported to, runs cannot be read"
        )
    near = [module for module in run if _tracks(module)]
    for module in (*training, *near):
        if word := next(iter(sorted(module.mentioned & TRACKERS)), ""):
            return untold(f"what `{word}` stores with the model is not in the code")
    for module in near:
        if hashes_data(module) or any(_REVISIONS.search(name) for name in module.mentioned):
            return untold(f"whether the training stores what `{module.path}` names cannot be read")
    return lacking("the training stores neither")


def _logs_file(module: ModuleSummary, tree: Tree) -> bool:
    """Tell whether a script keeps the file of its model in a run of MLflow, which stores the commit."""
    if "mlflow" not in module.libraries or not may_run(module) or module.role == "notebook":
        return False
    return {"start_run", "log_artifact"} <= module.mentioned and tree.extract(module.path, _keeps_file)


@extractor
def _keeps_file(files: Files, path: str) -> bool:
    """Tell whether code hands the file of a model, by its name, to a run."""
    return _MODEL_FILE.search(files.text(path, strict=False)) is not None


def _is_used(module: ModuleSummary, training: Iterable[ModuleSummary]) -> bool:
    """Tell whether what trains imports a module, which trains in its own way then."""
    return any(imports_any(one, (module,)) for one in training)


def _is_run_beside(
    module: ModuleSummary, training: Sequence[ModuleSummary], run: Iterable[ModuleSummary]
) -> bool:
    """Tell whether another module imports a module and one that trains: it may hand it what was trained."""
    return any(imports_any(one, (module,)) and imports_any(one, training) for one in run)


def _tracks(module: ModuleSummary) -> bool:
    """Tell whether a module speaks to what keeps runs of a training."""
    return not TRACKING.isdisjoint(module.libraries)


def reproduced(
    operations: Operations,
    modules: tuple[ModuleSummary, ...],
    notebooks: Iterable[NotebookSummary],
    repository: Repository,
    tree: Tree,
) -> Answer | None:
    """Tell whether training has a seed and pinned data; None where nothing trains.

    A training that keeps other models than the files load that lead to answers may draw at random.
    """
    training = trained(modules, operations, tree)
    if not training:
        return reproduced_by(notebooks, repository, tree)
    if path := _served_elsewhere(operations, tree):
        return untold(_OF_OTHER.format(path))
    if not any(surely_trains(module) for module in training):
        return untold(_FOR_ANSWERS.format(training[0].path))
    run = [module for module in modules if may_run(module)]
    training = of_served(training, operations.served_files, tree)
    seeded = next((module for module in training if module.mentioned & _SEEDS), None)
    seeded = seeded or next((module for module in run if module.mentioned & _PLAIN_SEEDS), None)
    at = seeded.path if seeded else (seed_in_settings(tree) or seeded_trainer(training))
    if seeded and any(tree.extract(module.path, drawn_in).by_clock for module in (*training, seeded)):
        at = ""
    data = training_data(training, run, repository, tree)
    if data.kind == "locked":
        return untold(f"whether what `{LOCK}` has the hash of is kept where DVC can bring it cannot be read")
    if data.kind == "unknown":
        return untold("where the data of the training comes from cannot be read")
    if (
        at
        and draws_weights(with_imported(training, run), run)
        and not any(m.mentioned & OF_NETS for m in run)
    ):
        if data.kind not in _HELD:
            return lacking("the weights of the net are given no seed, and the data is not pinned")
        drawn = "the split is given a seed, and the weights of the net are not"
        return kept((drawn, Location(at)), share=0.5, reason="the weights are drawn without a seed")
    if not at and data.kind == "made" and data.drawn:
        return lacking(f"`{data.path}` draws the data anew each time, without a seed")
    chain = [("the training is given a seed", Location(at))] if at else []
    if not at and (exact := exact_training(training, run, data.kind == "made", tree)):
        chain = [("the training draws nothing by chance without a seed", Location(exact))]
    if data.kind in _HELD:
        chain.append((_HELD[data.kind], Location(data.path)))
    if not chain:
        return lacking("neither a seed nor pinned data was found")
    held = data.kind in _HELD
    if at and (name := unseeded(with_pipeline(training, run), tree)):
        if name == SPLITS:
            return untold(_SPLIT_ONLY)
        if not held:
            return lacking(f"`{name}` is given no seed, and the data is not pinned")
        return kept(chain[-1], share=0.5, reason=f"`{name}` is given no seed")
    lacks = "no seed was found" if held else "the data is not pinned"
    return kept(*chain, share=len(chain) / 2, reason="" if len(chain) == 2 else lacks)
