import ast
from collections.abc import Iterable, Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, last_name, rule
from roadworthy_rules.code.training._loops import inside, scopes

#: What a data set changes its rows by.
_CHANGES = frozenset("aug augment augmentation is_train target_transform train transform transforms".split())


@rule(Severity.WARNING, since="0.3", handwritten=True)
def subset_transform_shared(module: Module) -> Iterator[Finding]:
    """The parts of a split share the transform that one of them sets.

    `random_split` gives parts of one data set. `val.dataset` is this data set, so what you set on it holds
    for the training rows, too: the training loses its augmentation, or the validation gets it. Load the data
    set twice, with a transform each, and take a `Subset` of both by the same indices.

    The rule looks for a transform, or the flag `train`, that is set on the `dataset` of a part of
    `random_split`. It ignores parts that get a copy of the data set first, and parts that all get the same.

    ```python bad
    from torch.utils.data import random_split
    from torchvision.datasets import ImageFolder

    def load(path, augmented, plain):
        rows = ImageFolder(path, transform=augmented)
        train, val = random_split(rows, [900, 100])
        val.dataset.transform = plain
        return train, val
    ```
    ```python good
    from copy import copy

    from torch.utils.data import random_split
    from torchvision.datasets import ImageFolder

    def load(path, augmented, plain):
        rows = ImageFolder(path, transform=augmented)
        train, val = random_split(rows, [900, 100])
        val.dataset = copy(rows)
        val.dataset.transform = plain
        return train, val

    def same(path, plain):
        train, val = random_split(ImageFolder(path), [900, 100])
        train.dataset.transform = plain
        val.dataset.transform = plain
        return train, val
    ```
    """
    text = module.text
    if "random_split" not in text or ".dataset." not in text or not is_run(module.path, module.role):
        return
    for scope in scopes(module):
        for node, name in _shared(inside(scope)):
            yield Finding(f"the other parts of the split share `{name}`", module.at(node))


def _shared(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.Assign, str]]:
    """Yield where a part of a split sets what all parts share, and the name of that."""
    made: dict[str, ast.Call] = {}
    parts: set[str] = set()
    copied: set[str] = set()
    found: list[tuple[ast.Assign, str]] = []
    values: set[str] = set()
    for node in nodes:
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        match node.targets[0], node.value:
            case ast.Tuple(elts=names), ast.Call(func=function, args=[rows, *_]):
                if last_name(function) == "random_split":
                    parts |= {dotted(item) for item in names}
                    whole = rows if isinstance(rows, ast.Call) else made.get(dotted(rows))
                    values |= set(_transforms(whole))
            case ast.Attribute(value=part, attr="dataset"), _:
                copied.add(dotted(part))
            case ast.Attribute(value=ast.Attribute(value=part, attr="dataset"), attr=name), value:
                if name in _CHANGES and dotted(part) in parts - copied:
                    found.append((node, f"{dotted(part)}.dataset.{name}"))
                    values.add(ast.unparse(value))
            case (ast.Name() | ast.Attribute()) as target, ast.Call() as call:
                made[dotted(target)] = call
    # Where all parts get the same, they may share it.
    if found and len(values) > 1:
        yield found[-1]


def _transforms(whole: ast.Call | None) -> Iterator[str]:
    """Yield the transforms that a data set gets where it is made."""
    for item in whole.keywords if whole is not None else ():
        if item.arg in _CHANGES and not isinstance(item.value, ast.Constant):
            yield ast.unparse(item.value)
