"""Names by which a project may load a model, or hand it on to something else that does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from roadworthy import ModuleSummary, NotebookSummary, path_words

#: Words of names of what loads a model again, or hands it on.
_LOADS = frozenset(
    "convert deploy export from_pretrained hub load loads onnx predictor publish push register registry"
    " restore resume serve serving tflite upload".split()
)
#: Parts of names that do so, however they are written.
_PARTS = ("from_pretrained", "checkpoint", "ckpt", "unpickl", "pretrained", "registry", "artifact", "mlflow")
#: Words of names that load something else.
_OTHERS = frozenset(
    "args audio batch boston breast cancer cifar10 cifar100 config csv data dataset datasets diabetes digits"
    " dotenv env features files housing image images img iris json label labels mnist split text texts test"
    " train txt val wine yaml".split()
)
#: Owners of a `load` that reads no model.
_READERS = frozenset("json librosa np numpy torchaudio toml tomllib yaml".split())


def may_load(modules: Sequence[ModuleSummary], notebooks: Sequence[NotebookSummary]) -> bool:
    """Tell whether a name anywhere in a project may be that of something that loads or ships a model."""
    names = {name for notebook in notebooks for name in notebook.names}
    names.update(name for notebook in notebooks for name, _ in notebook.imports)
    uses: set[str] = set()
    for module in modules:
        names |= module.names.union(*(item.names | {item.name} for item in module.definitions))
        names.update(item.module for item in module.imports)
        uses |= (module.uses | module.main_uses).union(*(item.uses for item in module.definitions))
    return any(_loads(name, uses) for name in names)


def _loads(name: str, uses: Iterable[str]) -> bool:
    lower = name.lower()
    if any(part in lower for part in _PARTS):
        return True
    words = path_words(name)
    if not words & _LOADS or words & _OTHERS:
        return False
    if name == "load":
        owners = {use.rpartition(".")[0] for use in uses if use.endswith(".load")}
        return not owners or not owners <= _READERS
    return True
