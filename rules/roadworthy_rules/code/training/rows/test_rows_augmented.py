import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule
from roadworthy_rules._augmented_rows import held_rows_changed, may_change
from roadworthy_rules.code.training._loops import inside, scopes


@rule(Severity.NOTE, since="0.2", handwritten=True)
def test_rows_augmented(module: Module) -> Iterator[Finding]:
    """The rows that a model is tested on are changed at random.

    Each run then measures other rows, so two scores differ by chance, and they say little about rows as they
    come. Use a transform without random changes for the validation and the test set.

    The rule looks at transforms of torchvision and Albumentations that flip, rotate, crop or colour at
    random, and at `ImageDataGenerator` of Keras. It reports them in what is named for the validation or the
    test set, and in a data set that `random_split` divides afterwards, also in one of the project that is
    made with `augment=True`. So it does in a loop over both phases, and in a training set whose rows a loader
    for validation takes.

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
    ```python scans.py bad
    from scans import Scans
    from torch.utils.data import random_split

    AUGMENT = True

    def load(path):
        rows = Scans(path, augment=AUGMENT)
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
    ```python data.py bad
    from torchvision import transforms
    from torchvision.datasets import CIFAR10

    def load(path):
        transform = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
        train_set = CIFAR10(path, train=True, transform=transform)
        test_set = CIFAR10(path, train=False, transform=transform)
        return train_set, test_set
    ```
    ```python data.py bad
    import os

    from torchvision import transforms
    from torchvision.datasets import ImageFolder

    extra = [transforms.RandomAutocontrast(p=0.5)]

    def load(path):
        transform = transforms.Compose([transforms.ToTensor()] + extra)
        return {part: ImageFolder(os.path.join(path, part), transform) for part in ["train", "val"]}
    ```
    ```python data.py bad
    from tensorflow.keras.preprocessing.image import ImageDataGenerator

    def load(path):
        datagen = ImageDataGenerator(rescale=1 / 255, horizontal_flip=True, validation_split=0.2)
        train_rows = datagen.flow_from_directory(path, subset="training")
        val_rows = datagen.flow_from_directory(path, subset="validation")
        return train_rows, val_rows
    ```
    ```python data.py good
    from torchvision import transforms
    from torchvision.datasets import CIFAR10

    def load(path, train):
        if train:
            transform = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])
        else:
            transform = transforms.Compose([transforms.ToTensor()])
        test_set = CIFAR10(path, train=train, transform=transform)
        test_size = len(test_set)
        return test_set, test_size
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
    if not is_run(module.path, module.role) or not may_change(module.text):
        return
    found = held_rows_changed(
        _named(module), [(_given(scope), list(inside(scope))) for scope in scopes(module)]
    )
    for node, message in found:
        yield Finding(message, module.at(node))


def _named(module: Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield what is bound to a name, or to a key of a table."""
    for node in nodes_of(module, ast.Assign):
        if len(node.targets) == 1:
            yield dotted(node.targets[0]), node.value
    for table in nodes_of(module, ast.Dict):
        for key, value in zip(table.keys, table.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value


def _given(scope: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Return the names of the parameters of a function, none for a module."""
    if isinstance(scope, ast.Module):
        return []
    return [item.arg for item in (*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs)]
