"""Which model answers in a project: one that predicts, one that is brought back, or one that is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from roadworthy.core.late_re import re
from roadworthy.data.local_models import local_models
from roadworthy.facts.notebooks import NotebookSummary
from roadworthy.facts.project.hosted import hosted_model
from roadworthy.facts.project.model_calls import ModelAddress
from roadworthy.facts.python import ModuleSummary

_FRAMEWORKS = frozenset("catboost jax keras lightgbm sklearn statsmodels tensorflow torch xgboost".split())
#: What brings a trained model back, whatever framework it is of.
_LOADERS = frozenset("cloudpickle dill joblib mlflow onnxruntime pickle skops".split())
_ARRAYS = frozenset(("numpy", "pandas", "polars"))
#: Libraries that load any object that was stored.
_STORED = frozenset("cloudpickle dill joblib pickle skops".split())
#: Of these, the ones that are made for models.
_STORED_MODELS = frozenset(("joblib", "skops"))
#: What compares texts by the vectors that the others make of them: `sklearn` recommends so.
_COMPARING = frozenset(("cosine_similarity", "linear_kernel"))
_VECTORS = frozenset(("CountVectorizer", "HashingVectorizer", "TfidfVectorizer"))
#: What stores an object by pickling it, and the function that does.
_PICKLES, _DUMP = _STORED - _STORED_MODELS, "dump"
#: A library of pages, and its functions that load a model of the hub; its pages have others so named.
_SHOWING, _SHOWN = "gradio", ("Interface.load", "load")
#: Calls that load a trained model, and words in the names of what else they load.
_PRETRAINED = ".from_pretrained"
_LOADED = frozenset(
    "tensorflow.saved_model.load tf.saved_model.load torch.hub.load torch.jit.load torch.load".split()
)
_BESIDE = re.compile(r"(?i)tokenizer|config|processor|extractor|scheduler")
_TRAINING = frozenset(("fit", "train", "train_model", "fit_model"))
#: Methods of a fitted model; only models have methods with these names.
_PREDICTING = frozenset(
    "decision_function kneighbors predict predict_log_proba predict_partial_hazard predict_proba"
    " predict_proba_one predict_survival_function radius_neighbors score_samples".split()
)


#: How attributes are called that hold models; a name alone may stand for anything.
_HELD = re.compile(r"(?i)\.(?:\w{0,40}_)?(?:classifier|estimator|model|predictor|regressor)$")


def training_frameworks(modules: Iterable[ModuleSummary]) -> set[str]:
    """Return the frameworks to train with that modules import."""
    return {item.module.partition(".")[0] for module in modules for item in module.imports} & _FRAMEWORKS


def pickling_frameworks(
    modules: Iterable[ModuleSummary], notebooks: Iterable[NotebookSummary]
) -> frozenset[str]:
    """Return the frameworks to train with of modules and notebooks that store something by pickling it."""
    found = [module.libraries for module in modules if module.mentions((_DUMP,))]
    found += [{name.partition(".")[0] for name, _ in one.imports} for one in notebooks if _DUMP in one.names]
    return _FRAMEWORKS.intersection(chain.from_iterable(roots for roots in found if roots & _PICKLES))


def predicting_model(
    modules: tuple[ModuleSummary, ...], notebooks: tuple[NotebookSummary, ...]
) -> Iterator[str]:
    """Yield in words what shows a model that predicts: a framework or a training, and the call."""
    imported = {item.module.partition(".")[0] for m in modules for item in m.imports}
    imported |= {name.partition(".")[0] for n in notebooks for name, _ in n.imports}
    names = {name for m in modules for name in m.mentioned} | {name for n in notebooks for name in n.names}
    names |= {item.name for m in modules for item in m.definitions}
    names |= {name.rpartition(".")[2] for n in notebooks for name, _ in n.functions}
    predicting = sorted(name for name in names & _PREDICTING)
    frameworks = sorted(imported & _FRAMEWORKS) or sorted(imported & _LOADERS)
    if frameworks and predicting:
        yield f"it imports {frameworks[0]}"
        yield f"it calls {predicting[0]}"
    elif imported & _ARRAYS and predicting and names & _TRAINING:
        yield f"it imports {min(imported & _ARRAYS)}, trains, and calls {predicting[0]}"


def local_model(module: ModuleSummary) -> tuple[str, str] | None:
    """Return the library, and its name in the module, that brings back a model which answers when called."""
    for item in module.imports:
        library = item.module.partition(".")[0]
        names = local_models().get(library, frozenset())
        if known := names & {item.name or "", *module.mentioned}:
            return library, min(known)
    return None


def _comparing_model(module: ModuleSummary) -> tuple[str, str] | None:
    """Return the library, and its name in the module, of vectors that are made of texts and compared."""
    if "sklearn" in module.libraries and module.mentions(_COMPARING) and module.mentions(_VECTORS):
        return "sklearn", min(_COMPARING & module.mentioned)
    return None


def called_model(
    modules: tuple[ModuleSummary, ...], frameworks: set[str], pickling: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield in words what brings a model back that answers when it is called, as those of `transformers` do.

    `frameworks` are those that any module of the project imports to train with, `pickling` those of what
    stores something by pickling it.
    What is stored beside a framework's tools, such as a vectorizer with its matrix, answers by these.
    """
    for module in modules:
        roots = module.libraries
        if roots & _STORED and roots & _FRAMEWORKS and "load" in module.mentioned:
            yield f"it imports {min(roots & _FRAMEWORKS)}"
            yield f"it loads what {min(roots & _STORED)} stored"
            return
        if found := local_model(module) or _comparing_model(module):
            yield f"it imports {found[0]}"
            yield f"it uses {found[1]}"
            return
    for module in modules:
        uses = frozenset(chain(module.uses, *(item.uses for item in module.definitions)))
        # A class of the project, or of a library that is not known, as `Model.from_pretrained`.
        loaded = {use for use in uses if use.endswith(_PRETRAINED) and not _BESIDE.search(use)}
        loaded |= uses & _LOADED
        for item in module.imports:
            if item.module == _SHOWING and not item.name:
                loaded |= uses.intersection(f"{item.binds}.{name}" for name in _SHOWN)
        if loaded:
            yield f"it uses {min(loaded).lstrip('.')}"
            return
    # One module may train the model, and another one load it.
    for module in modules if frameworks or pickling else ():
        stored = module.libraries & (_STORED if pickling else _STORED_MODELS)
        if stored and "load" in module.mentioned:
            yield f"it imports {min(pickling or frameworks)}"
            yield f"it loads what {min(stored)} stored"
            return


def held_model(modules: tuple[ModuleSummary, ...]) -> Iterator[str]:
    """Yield in words what asks a model of a library that is not known: `self.model.predict(rows)`.

    Where the project has a method of that name itself, it may answer by rules.
    """
    own = {item.name for module in modules for item in module.definitions if item.owner}
    for module in modules:
        for use in sorted(frozenset(chain(module.uses, *(item.uses for item in module.definitions)))):
            owner, _, name = use.rpartition(".")
            if name in _PREDICTING - own and _HELD.search(owner):
                yield f"it calls {use}"
                return


def asked_model(modules: tuple[ModuleSummary, ...], addresses: tuple[ModelAddress, ...]) -> Iterator[str]:
    """Yield in words what asks a model that a provider hosts, or that another server answers with."""
    if asked := hosted_model(modules, addresses):
        yield f"its requests are answered by a model that it asks {asked}"
