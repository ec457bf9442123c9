import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Layout,
    Location,
    Module,
    ModuleSummary,
    NotebookSummary,
    Profile,
    Severity,
    fact,
    is_run,
    nodes_of,
    rule,
)
from roadworthy_rules.code._programs import run_here
from roadworthy_rules.code.training.kept._loading import may_load
from roadworthy_rules.code.training.kept._stores import stored_models


@dataclass(frozen=True, slots=True)
class StoredModel:
    """Where a module stores a trained model."""

    at: Location


@rule(Severity.NOTE, since="0.3", handwritten=True)
def model_never_loaded(
    stored: tuple[StoredModel, ...],
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    layout: Layout,
    profile: Profile,
) -> Iterator[Finding]:
    """A trained model is stored, and nothing loads it.

    The project has no way to predict with the model. Users have to write the preparation of the rows and the
    architecture again to get an answer for a new row, and nothing shows that the stored file works. Add a
    script that loads the model, prepares a row as the training does, and prints the prediction.

    The rule looks at `torch.save` of a `state_dict`, at `save_weights`, `save_model` and `save` of Keras, and
    at `joblib.dump` and `pickle.dump` of a model. It stays silent if a name anywhere in the project, its
    tests and its notebooks speaks of loading, checkpoints, an export, an upload or a registry, unless it is
    one for data, such as `load_dataset`. It ignores what a library offers to others.

    ```python train.py bad
    import torch

    def train(net, rows, optimizer):
        for row in rows:
            net(row).backward()
            optimizer.step()
        torch.save(net.state_dict(), "net.pt")
    ```
    ```python train.py good
    import torch

    def train(net, rows, optimizer):
        for row in rows:
            net(row).backward()
            optimizer.step()
        torch.save(net.state_dict(), "net.pt")
    ```
    ```python predict.py good
    import torch

    def predict(net, row):
        net.load_state_dict(torch.load("net.pt", map_location="cpu", weights_only=True))
        net.eval()
        return net(row)
    ```
    """
    if not stored or may_load(modules, notebooks):
        return
    here = run_here(modules, layout, profile)
    for one in stored:
        if one.at.file in here:
            yield Finding("the trained model is stored here, and nothing in the project loads it", one.at)
            return


@fact
def stored_model(module: Module) -> tuple[StoredModel, ...]:
    """Look for the first place where a module stores a trained model."""
    text = module.text
    if not any(word in text for word in ("save", "dump(")) or not is_run(module.path, module.role):
        return ()
    found = next(stored_models(nodes_of(module, ast.Call)), None)
    return (StoredModel(module.at(found)),) if found else ()
