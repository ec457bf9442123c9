from collections.abc import Iterator

from roadworthy import (
    Finding,
    Layout,
    Location,
    ModuleSummary,
    NotebookSummary,
    Profile,
    Severity,
    path_words,
    rule,
)
from roadworthy_rules.code._programs import run_here
from roadworthy_rules.code.training._unseeded import names_in

_NETWORKS = frozenset("keras tensorflow tf_keras torch".split())
_TRAINS = frozenset("backward fit_generator train_on_batch".split())
#: What a name has that writes a model, or hands it on; Lightning stores one by itself.
_SAVES = ("save", "dump", "checkpoint", "export", "log_model", "lightning", "push", "upload", "onnx", "write")


#: What these names say is written: scores, pictures and lines of text.
_OTHERS = frozenset(
    "DictWriter FileWriter SummaryWriter VideoWriter add_figure dumps imsave imwrite overwrite push savefig"
    " save_image savetxt savez savez_compressed tb_writer write write_text writeheader writelines writer"
    " writerow writerows writers".split()
)
_SCORES = frozenset(
    "args config csv curve curves fig figs figure figures gif history image images img imgs json log logs"
    " loss losses metrics plot plots predictions report result results stats summary txt video".split()
)
_MODELS = frozenset("checkpoint ckpt model models net network state weights".split())
#: Owners of a `save` or `dump` that writes no network.
_WRITERS = frozenset("ani anim fig figure im image img json np numpy plt pyplot wb yaml".split())


@rule(Severity.NOTE, since="0.2", handwritten=True)
def model_unsaved(
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    layout: Layout,
    profile: Profile,
) -> Iterator[Finding]:
    """A trained network is never saved.

    The result of the training is lost when the process ends, so you cannot serve it, compare it or check its
    scores again. Save the weights with `torch.save(model.state_dict(), path)` or `model.save(path)`, together
    with the settings of the run.

    The rule looks for training loops with torch, Keras or TensorFlow. It stays silent if a name anywhere in
    the project speaks of saving, dumping, exporting or checkpoints, unless it is one for plots, scores or
    text, such as `savefig`. It ignores what a library offers to others.

    ```python train.py bad
    import torch

    def train(model, loader, optimizer, loss):
        for rows, target in loader:
            loss(model(rows), target).backward()
            optimizer.step()
        return model

    if __name__ == "__main__":
        train(*build())
    ```
    ```python train.py good
    import torch

    def train(model, loader, optimizer, loss, path):
        for rows, target in loader:
            loss(model(rows), target).backward()
            optimizer.step()
        torch.save(model.state_dict(), path)

    if __name__ == "__main__":
        train(*build())
    ```
    """
    names = names_in(modules, notebooks)
    tops = {item.module for module in modules for item in module.imports}
    uses = frozenset[str]().union(*(one.uses | one.main_uses for one in modules))
    uses = uses.union(*(item.uses for one in modules for item in one.definitions))
    if any(_may_store(name, uses) for name in names | tops):
        return
    if _NETWORKS.isdisjoint(name.partition(".")[0] for name in tops):
        return
    here = run_here(modules, layout, profile)
    for module in modules:
        imported = module.libraries
        if _NETWORKS.isdisjoint(imported):
            continue
        trained = next((item for item in module.definitions if item.names & _TRAINS), None)
        if module.path in here and (trained is not None or module.names & _TRAINS):
            route, span = (trained.route, trained.span) if trained else ((), None)
            yield Finding(
                "the project trains a network and never saves it", Location(module.path, route, span)
            )
            return


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
