import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, Severity, Tree, counted, fact, is_run, nodes_of, rule

#: How Lightning names the checkpoints of a run: by the epoch and the step at which it wrote them.
_CHECKPOINT = re.compile(r"[^:]*\bepoch=\d+-step=\d+(?:-v\d+)?\.(?:ckpt|pth?)")
_LONG = 300


@dataclass(frozen=True, slots=True)
class RunCheckpoint:
    """A checkpoint that code names as Lightning named it in one run, without its folders, and where."""

    name: str
    at: Location


@rule(Severity.NOTE, since="0.3", handwritten=True)
def checkpoint_of_one_run(checkpoints: tuple[RunCheckpoint, ...], tree: Tree) -> Iterator[Finding]:
    """The code names a checkpoint by the epoch and the step of one run.

    The next training writes `epoch=41-step=630.ckpt` where the code says `epoch=38-step=585.ckpt`: what
    predicts or evaluates then fails, or goes on with the old model. Give the best checkpoint a fixed name
    (`ModelCheckpoint(filename="best")`), or pass its path as an argument.

    The rule looks at texts in code that runs. It stays silent if the repository holds the file, or if the
    module downloads it. It reports a project once.

    ```python predict.py bad
    from net import Net

    model = Net.load_from_checkpoint("lightning_logs/version_3/checkpoints/epoch=38-step=585.ckpt")
    print(model)
    ```
    ```python predict.py good
    import sys

    from huggingface_hub import hf_hub_download
    from net import Net

    path = hf_hub_download("demo/churn", "epoch=38-step=585.ckpt")
    print(Net.load_from_checkpoint(path), Net.load_from_checkpoint(sys.argv[1]))
    ```
    """
    if not checkpoints:
        return
    names = {path.rpartition("/")[2] for path in tree.files}
    missing = [item for item in checkpoints if item.name not in names]
    if missing:
        first, *others = missing
        more = f", and {counted(len(others), 'other place')} alike" if others else ""
        related = tuple(item.at for item in others[:10])
        yield Finding(f"`{first.name}` is the checkpoint of one run{more}", first.at, related=related)


@fact
def run_checkpoints(module: Module) -> tuple[RunCheckpoint, ...]:
    """Look for texts that name a checkpoint by its epoch and step."""
    text = module.text
    if "-step=" not in text or "download" in text or not is_run(module.path, module.role):
        return ()
    return tuple(
        RunCheckpoint(node.value.rpartition("/")[2], module.at(node))
        for node in nodes_of(module, ast.Constant)
        if isinstance(node.value, str) and len(node.value) < _LONG and _CHECKPOINT.fullmatch(node.value)
    )
