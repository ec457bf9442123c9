"""Whether what a service fits is a model that it serves, or only a part of one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import is_page
from roadworthy_rules._trainings._data_texts import reads_file
from roadworthy_rules._trainings._run_together import imports_any
from roadworthy_rules.operations._references import is_called
from roadworthy_rules.operations._served_files import apart_from_served
from roadworthy_rules.operations._shared import node_of
from roadworthy_rules.operations._trainings import (
    SAVERS,
    TRAINING,
    all_uses,
    brings_other,
    may_keep,
    may_run,
    surely_trains,
    trainings,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import ModuleSummary, Operations, Tree

#: Libraries that learn, and those that bring back what another one learned.
_LEARNING = frozenset(
    "catboost fastai keras lightgbm sentence_transformers sklearn tensorflow torch transformers ultralytics"
    " xgboost".split()
)
_STORED = frozenset(
    "bentoml cloudpickle coremltools cv2 dill h5py joblib mlflow onnxruntime openvino pickle skops"
    " tflite_runtime".split()
)
#: What brings a model that MLflow keeps.
_OF_RUNS = frozenset("download_artifacts load_model mlflow_model pyfunc".split())
#: What is fitted to the parts of one request: to group or scale them.
_FOR_PARTS = frozenset(
    "AgglomerativeClustering BisectingKMeans CountVectorizer DBSCAN GaussianMixture HDBSCAN KMeans MeanShift"
    " MinMaxScaler MiniBatchKMeans NearestNeighbors PCA RobustScaler SpectralClustering StandardScaler TSNE"
    " TfidfVectorizer UMAP".split()
)
#: What keeps what was fitted.
_WRITES = frozenset("dump dumps export save to_pickle write write_bytes".split())
#: What a request or a page is given as a file.
_UPLOADS = frozenset("FILES UploadFile file_uploader secure_filename".split())
#: Functions that give an answer, by their names.
_ANSWERS = frozenset("forecast infer predict recommend".split())


def trained(modules: tuple[ModuleSummary, ...], operations: Operations, tree: Tree) -> list[ModuleSummary]:
    """Return the modules that train what is served; none where all that is fitted is for one answer.

    Then requests group or scale the parts of what they are given, and a model that others trained answers.
    Code that could keep what was fitted, and that no code calls, keeps nothing.
    None train it, either, where all of them train models of other libraries than what serves.
    """
    if is_beside(modules, operations):
        return []
    training = trainings(modules)
    run = [module for module in modules if may_run(module)]
    if all(_only_scales(one, operations, run) for one in training):
        return []
    if brings_other(modules, training) and all(_fits_for_answers(one, operations, run) for one in training):
        return []
    if not may_keep(run, training):
        uploads = any(one.mentions(_UPLOADS) for one in modules if one.path in operations.served_files)
        training = [
            one
            for one in training
            if not _fits_in_answers(one, operations) and not (uploads and _fits_upload(one, operations, tree))
        ]
    apart = apart_from_served(training, run, operations.served_files, tree)
    training = [module for module in training if module.path not in apart]
    served = operations.served_files
    return [one for one in training if one.path in served or not _only_tries(one, run)] or training


def _only_tries(module: ModuleSummary, run: Iterable[ModuleSummary]) -> bool:
    """Tell whether a module fits and keeps nothing, as a check of the data does, by itself and by others.

    Neither does it import what could keep the model, nor is it imported.
    """
    if surely_trains(module) or module.mentions(SAVERS):
        return False
    others = [one for one in run if one is not module]
    saving = (one for one in others if one.mentions(SAVERS) or surely_trains(one))
    return not imports_any(module, saving) and not any(imports_any(one, (module,)) for one in others)


def is_beside(modules: tuple[ModuleSummary, ...], operations: Operations) -> bool:
    """Tell whether what serves answers by models of other libraries than those that the project trains with.

    Then no other code has a library of the training, or one that brings back what was stored.
    """
    training = trainings(modules)
    paths = {module.path for module in training}
    if not operations.served_files.isdisjoint(paths):
        return False
    others = [module for module in modules if may_run(module) and module.path not in paths]
    learned = {name for module in training for name in module.libraries} & _LEARNING
    if not learned or any(_brings_back(module, learned) for module in others):
        return False
    serving = (module for module in others if module.path in operations.served_files)
    return any(not module.libraries.isdisjoint(_LEARNING) for module in serving) or any(
        one.at.file in operations.served_files for one in operations.hosted
    )


def _brings_back(module: ModuleSummary, learned: set[str]) -> bool:
    """Tell whether a module has a library of the training, or may bring back what one stored.

    One that is imported and never called brings none, and neither does MLflow where it only keeps runs.
    """
    if not module.libraries.isdisjoint(learned):
        return True
    called = {use.lstrip("=").replace("=", ".").partition(".")[0] for use in all_uses(module)}
    roots = {item.module.partition(".")[0] for item in module.imports if item.binds in called}
    return bool(roots & _STORED - {"mlflow"}) or ("mlflow" in roots and module.mentions(_OF_RUNS))


def _fits_for_answers(module: ModuleSummary, operations: Operations, run: list[ModuleSummary]) -> bool:
    """Tell whether a module fits only in functions that requests lead to, what groups or scales parts."""
    if surely_trains(module) or any(map(_fits, (*module.uses, *module.main_uses))):
        return False
    fitting = [item for item in module.definitions if item.kind != "class" and item.names & TRAINING]
    for item in fitting:
        called = list(filter(_fits, item.uses))
        made = [use[1:].partition("=")[0] for use in called if use[0] == "="]
        if not called or len(made) < len(called) or any(one not in _FOR_PARTS for one in made):
            return False
        if node_of(module, item) not in operations.served and is_called(item, run):
            return False
    return bool(fitting)


def _only_scales(module: ModuleSummary, operations: Operations, run: list[ModuleSummary]) -> bool:
    """Tell whether a module only fits what changes the rows of one request, and keeps nothing of it.

    Code that could keep it, and that no code calls, keeps nothing. What is loaded to answer is trained
    elsewhere then.
    """
    fitting = [item for item in module.definitions if item.kind != "class" and item.names & TRAINING]
    if not fitting or any(map(_fits, (*module.uses, *module.main_uses))):
        return False
    for item in fitting:
        node = node_of(module, item)
        if item.names & TRAINING != {"fit_transform"} or item.names & _WRITES:
            return False
        if node not in operations.served or node in operations.trained:
            return False
    if not (module.names - module.bound).isdisjoint(_WRITES):
        return False
    writing = (item for item in module.definitions if item.kind != "class" and item.names & _WRITES)
    return not any(item.owner or is_called(item, run) for item in writing)


def _fits_in_answers(module: ModuleSummary, operations: Operations) -> bool:
    """Tell whether a module fits only in functions that requests lead to, or that are named for an answer."""
    if surely_trains(module) or any(map(_fits, (*module.uses, *module.main_uses))):
        return False
    fitting = [item for item in module.definitions if item.kind != "class" and any(map(_fits, item.uses))]
    return bool(fitting) and all(
        item.name in _ANSWERS or node_of(module, item) in operations.served for item in fitting
    )


def _fits_upload(module: ModuleSummary, operations: Operations, tree: Tree) -> bool:
    """Tell whether a module fits only where requests or a page lead to, and reads no file of the project.

    Where nothing keeps what it fits, and a file is uploaded, that file is what it is fitted to.
    """
    if any(map(_fits, module.main_uses)) or (any(map(_fits, module.uses)) and not is_page(module)):
        return False
    fitting = [item for item in module.definitions if item.kind != "class" and any(map(_fits, item.uses))]
    reached = all(node_of(module, item) in operations.served for item in fitting)
    return (reached or is_page(module)) and not tree.extract(module.path, reads_file)


def _fits(use: str) -> bool:
    """Tell whether a use is of a method that trains: `model.fit`, or that of what a call made."""
    return use.replace("=", ".").rpartition(".")[2] in TRAINING
