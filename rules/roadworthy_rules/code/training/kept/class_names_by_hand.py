import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, NotebookSummary, Severity, fact, is_run, nodes_of, rule
from roadworthy_rules.code.training._loops import all_inside, inside, scopes
from roadworthy_rules.code.training.kept._class_names import (
    FOLDERS,
    KEPT,
    is_name_list,
    keeps_numbers,
    numbering,
    written_names,
)

#: Data sets whose classes have had the same numbers ever since.
_FIXED = re.compile(r"MNIST|(?i:cifar)|STL10|SVHN")


@dataclass(frozen=True, slots=True)
class NumberedClasses:
    """What a module does about numbers of classes.

    `folders` is where it numbers them by folders, `keeps` whether it may keep these numbers, and `written`
    where it writes the names of predicted classes by hand, with what the list is called and its code.
    """

    folders: Location | None
    keeps: bool
    written: tuple[tuple[Location, str, str], ...]


@rule(Severity.NOTE, since="0.3", handwritten=True)
def class_names_by_hand(
    numbered: tuple[NumberedClasses, ...], notebooks: tuple[NotebookSummary, ...]
) -> Iterator[Finding]:
    """The names of predicted classes are a list written by hand.

    `ImageFolder` and `flow_from_directory` number the classes by the names of the folders, in alphabetical
    order. A list in the code that predicts has to be in the same order. If you add or rename a folder and
    train again, each prediction gets another name, and nothing fails. Store the names with the model, as in
    `{"model": net.state_dict(), "classes": rows.classes}`, and read them where you predict.

    The rule applies to projects that train on images in folders, and look up the number of the best score in
    one list of names. It stays silent if code reads the names from the data set other than to print or count
    them, and if lists of names differ, because one may be that of another model.

    ```python train.py bad
    import torch
    from torchvision import datasets

    def train(net, step):
        for rows, target in torch.utils.data.DataLoader(datasets.ImageFolder("leaves/train")):
            step(net, rows, target)
        torch.save(net.state_dict(), "net.pt")
    ```
    ```python predict.py bad
    NAMES = ["healthy", "rust", "scab"]

    def predict(net, row):
        number = net(row).argmax(1).item()
        return NAMES[number]
    ```
    ```python train.py good
    import torch
    from torchvision import datasets

    def train(net, step):
        rows = datasets.ImageFolder("leaves/train")
        for row, target in torch.utils.data.DataLoader(rows):
            step(net, row, target)
        torch.save({"model": net.state_dict(), "classes": rows.classes}, "net.pt")
    ```
    ```python predict.py good
    import torch

    def predict(net, row):
        stored = torch.load("net.pt", map_location="cpu", weights_only=True)
        net.load_state_dict(stored["model"])
        return stored["classes"][net(row).argmax(1).item()]
    ```
    """
    trains = any(one.folders for one in numbered) or any(
        not one.names.isdisjoint(FOLDERS) for one in notebooks
    )
    if not trains or any(one.keeps for one in numbered) or any(map(_may_keep, notebooks)):
        return
    written = [item for one in numbered for item in one.written]
    # One of two lists may be that of another model.
    if len({code for _, _, code in written}) == 1:
        for at, name, _ in written[:1]:
            yield Finding(f"`{name}` has to be in the order of the folders that the training reads", at)


def _may_keep(notebook: NotebookSummary) -> bool:
    """Tell whether a notebook may store which number belongs to which class."""
    return not notebook.names.isdisjoint(KEPT) and not notebook.names.isdisjoint(("dump", "dumps", "to_csv"))


@fact
def numbered_classes(module: Module) -> tuple[NumberedClasses, ...]:
    """Look for data that number classes by folders, and for names of classes that are written by hand."""
    text = module.text
    if not is_run(module.path, module.role):
        return ()
    reads = any(word in text for word in ("ImageFolder", "_from_directory"))
    if not reads and not any(word in text for word in ("argmax", ".class", "MNIST", "CIFAR")):
        return ()
    calls = nodes_of(module, ast.Call)
    folders = next(numbering(calls), None) if reads else None
    keeps = _FIXED.search(text) is not None or (".class" in text and keeps_numbers(all_inside(module), calls))
    written = list(_written(module)) if "argmax" in text else []
    if folders is None and not keeps and not written:
        return ()
    return (NumberedClasses(module.at(folders) if folders else None, keeps, tuple(written)),)


def _written(module: Module) -> Iterator[tuple[Location, str, str]]:
    lists: dict[str, ast.expr] = {}
    for statement in module.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                lists.pop(name, None)
                if is_name_list(value):
                    lists[name] = value
    for node in nodes_of(module, ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value) if (
                is_name_list(value)
            ):
                lists[f"self.{name}"] = value
    told = set()
    for scope in scopes(module):
        for name, value in written_names(inside(scope), lists):
            if id(value) not in told:
                told.add(id(value))
                yield module.at(value), name, ast.unparse(value)
