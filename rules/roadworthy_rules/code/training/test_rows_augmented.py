import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, path_words, rule
from roadworthy_rules.code.training._loops import inside, scopes

#: What changes a row at random in a way that only a training wants.
_RANDOM = frozenset(
    "AutoAugment ColorJitter RandAugment RandomAffine RandomErasing RandomGrayscale RandomHorizontalFlip"
    " RandomPerspective RandomRotation RandomVerticalFlip TrivialAugmentWide".split()
)
_HELD = frozenset("dev eval evaluation test testing val valid validation".split())
_TRAINED = frozenset("aug augment augmented train training".split())


@rule(Severity.NOTE, since="0.2", handwritten=True)
def test_rows_augmented(module: Module) -> Iterator[Finding]:
    """The rows that a model is tested on are changed at random.

    Each run then measures other rows, so two scores differ by chance, and they say little about rows as they
    come. Use a transform without random changes for the validation and the test set.

    The rule looks at transforms of torchvision that flip, rotate or colour at random: in what is named for
    the validation or the test set, in a data set that `random_split` divides afterwards, and in a training
    set whose rows a loader for validation takes.

    ```python data.py bad
    from torchvision import transforms

    test_transform = transforms.Compose([
        transforms.RandomHorizontalFlip(),
        transforms.ToTensor(),
    ])
    ```
    ```python data.py bad
    from torch.utils.data import random_split
    from torchvision import transforms
    from torchvision.datasets import ImageFolder

    def load(path):
        transform = transforms.Compose([transforms.RandomRotation(10), transforms.ToTensor()])
        rows = ImageFolder(path, transform=transform)
        return random_split(rows, [0.8, 0.2])
    ```
    ```python loaders.py bad
    from torch.utils.data import DataLoader, SubsetRandomSampler
    from torchvision import transforms
    from torchvision.datasets import ImageFolder

    def load(path, first, rest):
        train_rows = ImageFolder(path, transforms.Compose([transforms.RandomVerticalFlip()]))
        train_loader = DataLoader(train_rows, sampler=SubsetRandomSampler(first))
        val_loader = DataLoader(train_rows, sampler=SubsetRandomSampler(rest))
        return train_loader, val_loader
    ```
    ```python data.py good
    from torchvision import transforms
    from torchvision.datasets import ImageFolder

    train_transform = transforms.Compose([transforms.RandomRotation(10), transforms.ToTensor()])
    test_transform = transforms.Compose([transforms.Resize(224), transforms.ToTensor()])

    def load(path):
        return ImageFolder(f"{path}/train", train_transform), ImageFolder(f"{path}/test", test_transform)
    ```
    """
    if module.role != "source" or "torchvision" not in module.text:
        return
    if not any(name in module.text for name in _RANDOM):
        return
    found: dict[int, Finding] = {}
    for named, value in _named(module):
        if _is_held(named) and (name := _drawn(value)):
            message = f"`{name}` changes the rows of `{named}` at random"
            found.setdefault(value.lineno, Finding(message, module.at(value)))
    for scope in scopes(module):
        for node, message in _divided(scope):
            found.setdefault(node.lineno, Finding(message, module.at(node)))
    yield from found.values()


def _named(module: Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield what is bound to a name, or to a key of a table."""
    for node in nodes_of(module, ast.Assign):
        if len(node.targets) == 1:
            yield dotted(node.targets[0]), node.value
    for table in nodes_of(module, ast.Dict):
        for key, value in zip(table.keys, table.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value


def _drawn(value: ast.expr) -> str:
    """Return the first random transform that a call puts together, "" if none does."""
    if not isinstance(value, ast.Call):
        return ""
    called = (dotted(node.func) for node in ast.walk(value) if isinstance(node, ast.Call))
    return next((name for name in called if name.rpartition(".")[2] in _RANDOM), "")


def _divided(scope: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Yield what divides rows that change at random, or holds back some of them, and says so in words."""
    drawn: dict[str, str] = {}
    other = {
        id(part)
        for node in inside(scope)
        if isinstance(node, ast.If)
        for statement in node.orelse
        for part in ast.walk(statement)
    }
    for node in inside(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                handed = [one for item in _handed(value) if (one := dotted(item)) in drawn]
                found = _drawn(value) or next((drawn[one] for one in handed), "")
                trained = any("train" in path_words(one) for one in handed)
                if isinstance(value, ast.Call) and trained and _is_held(name):
                    yield value, f"`{name}` has rows of the training, which `{found}` changes at random"
                if found:
                    drawn[name] = found
                elif id(node) not in other:
                    drawn.pop(name, None)
            case ast.Call(func=function, args=[first, *_]) if dotted(first) in drawn:
                changed = drawn[dotted(first)]
                if dotted(function).rpartition(".")[2] == "random_split":
                    yield node, f"`{changed}` changes all rows at random, and `random_split` divides them"


def _is_held(name: str) -> bool:
    said = path_words(name)
    return bool(said & _HELD) and not said & _TRAINED


def _handed(value: ast.expr) -> list[ast.expr]:
    """Return what a call gets."""
    return [*value.args, *(item.value for item in value.keywords)] if isinstance(value, ast.Call) else []
