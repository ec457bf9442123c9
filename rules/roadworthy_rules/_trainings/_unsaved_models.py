"""Models that a project trains, and whether anything in it may store one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from roadworthy import Location, ModuleSummary, NotebookSummary, path_words
from roadworthy_rules._trainings._all_names import names_in

_NETWORKS = frozenset("keras tensorflow tf_keras torch".split())
_TRAINS = frozenset("backward fit_generator train_on_batch".split())
#: Modules with models that `fit` fits, and what is called of one.
_FITTED = re.compile(
    r"(?:catboost|lightgbm|xgboost|sklearn\.(?:discriminant_analysis|ensemble|gaussian_process|linear_model"
    r"|naive_bayes|neighbors|neural_network|svm|tree))(?:\.|$)"
)
_FITS = frozenset(("fit", "train"))
_PREDICTS = frozenset(("predict", "predict_proba"))
#: What a name has that writes a model, or hands it on; Lightning stores one by itself.
_SAVES = ("save", "dump", "checkpoint", "export", "log_model", "lightning", "push", "upload", "onnx", "write")


#: What these names say is written: scores, data, pictures and lines of text.
_OTHERS = frozenset(
    "DictWriter FileWriter SummaryWriter VideoWriter add_figure dumps imsave imwrite overwrite push savefig"
    " save_binary save_image savetxt savez savez_compressed tb_writer write write_text writeheader writelines"
    " writer writerow writerows writers".split()
)
_SCORES = frozenset(
    "args config csv curve curves data dataframe dataset datasets df embeddings features fig figs figure"
    " figures gif hdf history image images img imgs json log logs loss losses metrics parquet plot plots"
    " predictions report result results stats summary table tables txt video".split()
)
_MODELS = frozenset("checkpoint ckpt model models net network state weights".split())
#: Owners of a `save` or `dump` that writes no network.
_WRITERS = frozenset("ani anim fig figure im image img json np numpy plt pyplot wb yaml".split())
#: What a project does, by whether it is a network.
WHAT = {True: "trains a network", False: "fits a model"}


def is_any_stored(modules: Sequence[ModuleSummary], notebooks: Sequence[NotebookSummary]) -> bool:
    """Tell whether a name anywhere in a project may be that of a function that stores a model."""
    tops = {item.module for module in modules for item in module.imports}
    tops.update(name for notebook in notebooks for name, _ in notebook.imports)
    uses = frozenset[str]().union(*(one.uses | one.main_uses for one in modules))
    uses = uses.union(*(item.uses for one in modules for item in one.definitions))
    return any(_may_store(name, uses) for name in names_in(modules, notebooks) | tops)


def trained_in_module(module: ModuleSummary, network: bool) -> Location | None:
    """Return where a module trains a network, or fits another model that predicts."""
    if network:
        wanted, learns = _TRAINS, not _NETWORKS.isdisjoint(module.libraries)
    else:
        wanted, learns = _FITS, any(_FITTED.match(item.module) for item in module.imports)
    if not learns or not module.mentions(wanted) or not (network or module.mentions(_PREDICTS)):
        return None
    trained = next((item for item in module.definitions if item.names & wanted), None)
    route, span = (trained.route, trained.span) if trained else ((), None)
    return Location(module.path, route, span)


def trained_in_notebook(notebook: NotebookSummary, network: bool) -> Location | None:
    """Return the notebook, if it trains a network, or fits another model that predicts."""
    imports = [name for name, _ in notebook.imports]
    if network:
        learns = not _NETWORKS.isdisjoint(name.partition(".")[0] for name in imports)
    else:
        learns = any(map(_FITTED.match, imports)) and not notebook.names.isdisjoint(_PREDICTS)
    wanted = _TRAINS if network else _FITS
    fits = learns and notebook.role == "source" and not notebook.names.isdisjoint(wanted)
    return Location(notebook.path) if fits else None


def _may_store(name: str, uses: frozenset[str]) -> bool:
    """Tell whether a name may be that of a function that saves a network."""
    if name in _OTHERS or not any(word in name.lower() for word in _SAVES):
        return False
    if name in ("dump", "save"):
        owners = {use.rpartition(".")[0] for use in uses if use.endswith(f".{name}")}
        elsewhere = any(use.endswith((f"={name}", f">{name}")) or use == name for use in uses)
        return elsewhere or not owners or not owners <= _WRITERS
    said = path_words(name)
    return not (said & _SCORES and said & {"save", "saved", "saves", "write", "dump", "export"}) or bool(
        said & _MODELS
    )
