import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, Severity, dotted, fact, is_run, last_name, nodes_of, rule
from roadworthy_rules.code.training._loops import inside, scopes

#: What goes over the batches of another, and what takes a part of a dataset, or joins several.
_WRAPS = frozenset("enumerate tqdm trange".split())
_PARTS = frozenset(("ConcatDataset", "Subset", "random_split"))
_TORCH = "torch/utils/data"
#: So many arguments of a `DataLoader` stand before its `collate_fn`.
_COLLATED = 6


@dataclass(frozen=True, slots=True)
class DatasetItems:
    """A class of datasets, and how many items each of its rows has; 0 if that differs."""

    name: str
    count: int
    at: Location


@dataclass(frozen=True, slots=True)
class UnpackedBatches:
    """A loop over a `DataLoader` of a dataset, and how many items it takes of each batch.

    `dataset` is the class as it is written, `source` the end of the path of its module, without a suffix.
    """

    dataset: str
    source: str
    loader: str
    count: int
    at: Location


@rule(Severity.NOTE, since="0.3", handwritten=True)
def batch_items_mismatched(
    datasets: tuple[DatasetItems, ...], loops: tuple[UnpackedBatches, ...]
) -> Iterator[Finding]:
    """A loop takes another number of items of a batch than the dataset gives.

    Python stops at the first batch with `ValueError: too many values to unpack`, or `not enough values`. That
    happens where a dataset got another item later, and one script was left as it was: it does not run, so its
    results are from older code. Take all items, with `_` for those you do not need.

    The rule compares a loop over a `DataLoader` with `__getitem__` of the class that it was made of, where
    that returns tuples of one length. It ignores loaders with a `collate_fn`.

    ```python data.py bad
    from torch.utils.data import Dataset

    class Scans(Dataset):
        def __getitem__(self, index):
            image, mask = self.pairs[index]
            return image, mask, self.weights[index]
    ```
    ```python evaluate.py bad
    from data import Scans
    from torch.utils.data import DataLoader

    def evaluate(model, path, score):
        rows = Scans(path)
        loader = DataLoader(rows, batch_size=4)
        return [score(model(images), masks) for images, masks in loader]

    def main(model, path, score):
        rows = Scans(path)
        loader = DataLoader(rows, batch_size=4)
        for images, masks in loader:
            print(score(model(images), masks))
    ```
    ```python data.py good
    from torch.utils.data import Dataset

    class Scans(Dataset):
        def __getitem__(self, index):
            image, mask = self.pairs[index]
            return image, mask, self.weights[index]
    ```
    ```python evaluate.py good
    from data import Scans
    from torch.utils.data import DataLoader

    def main(model, path, score, pairs):
        rows = Scans(path)
        loader = DataLoader(rows, batch_size=4)
        for number, (images, masks, _) in enumerate(loader):
            print(number, score(model(images), masks))
        loader = DataLoader(rows, batch_size=4, collate_fn=pairs)
        for images, masks in loader:
            print(score(model(images), masks))
    ```
    """
    known: dict[str, list[DatasetItems]] = {}
    for one in datasets:
        known.setdefault(one.name, []).append(one)
    for loop in loops:
        found = [
            one
            for one in known.get(loop.dataset.rpartition(".")[2], [])
            if f"/{one.at.file}".endswith(f"/{loop.source}.py")
        ]
        # Of two classes with one name, either may be meant.
        if len(found) == 1 and found[0].count not in (0, loop.count):
            given = found[0]
            yield Finding(
                f"`{loop.loader}` gives {given.count} items, and the loop takes {loop.count}",
                loop.at,
                related=(given.at,),
            )


@fact
def dataset_items(module: Module) -> tuple[DatasetItems, ...]:
    """Look for classes of datasets, and count the items that their rows have."""
    if "__getitem__" not in module.text or module.role in ("test", "documentation"):
        return ()
    return tuple(
        DatasetItems(item.name, _returned(method), module.at(method))
        for item in nodes_of(module, ast.ClassDef)
        for method in item.body
        if isinstance(method, ast.FunctionDef) and method.name == "__getitem__"
    )


def _returned(method: ast.FunctionDef) -> int:
    """Return how many items each result of a method has; 0 if a result is no tuple, or they differ."""
    counts = set()
    for node in inside(method):
        match node:
            case ast.Return(value=ast.Tuple(elts=items)):
                counts.add(0 if any(isinstance(one, ast.Starred) for one in items) else len(items))
            case ast.Return():
                counts.add(0)
    return counts.pop() if len(counts) == 1 else 0


@fact
def unpacked_batches(module: Module) -> tuple[UnpackedBatches, ...]:
    """Look for loops over the loader of a dataset that take a number of items of each batch."""
    if "DataLoader(" not in module.text or not is_run(module.path, module.role):
        return ()
    sources = _sources(module)
    if sources.get("DataLoader", _TORCH) != _TORCH:
        return ()
    found = []
    for scope in scopes(module):
        made: dict[str, str] = {}
        loaders: dict[str, str] = {}
        for node in inside(scope):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    loaders.pop(name, None)
                    made.pop(name, None)
                    if dataset := _loaded(value, made):
                        loaders[name] = dataset
                    elif dataset := _dataset(value, made):
                        made[name] = dataset
                case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Call() as value):
                    parts = [one.id for one in names if isinstance(one, ast.Name)]
                    dataset = _dataset(value, made) if last_name(value.func) == "random_split" else ""
                    for name in parts:
                        loaders.pop(name, None)
                        made.pop(name, None)
                        if dataset:
                            made[name] = dataset
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value]):
                    # A list of datasets of several classes is of none.
                    dataset = _dataset(value, made)
                    made[name] = dataset if made.get(name, dataset) == dataset else ""
                case ast.For(target=target, iter=rows) | ast.comprehension(target=target, iter=rows):
                    loader, count = _taken(target, rows)
                    dataset = loaders.get(loader, "")
                    source = sources.get(dataset.partition(".")[0], "")
                    if count and source:
                        found.append(UnpackedBatches(dataset, source, loader, count, module.at(target)))
    return tuple(found)


def _sources(module: Module) -> dict[str, str]:
    """Return the end of the path of what each imported name comes from, and that of classes of the module."""
    found = {}
    for node in nodes_of(module, ast.Import, ast.ImportFrom):
        for item in node.names:
            name, source = item.asname or item.name.partition(".")[0], item.name
            if isinstance(node, ast.ImportFrom):
                is_module = item.name.islower()
                source = ".".join(filter(None, (node.module, item.name if is_module else "")))
            found[name] = source.replace(".", "/")
    own = module.path.removesuffix(".py")
    found.update((item.name, own) for item in nodes_of(module, ast.ClassDef))
    return found


def _dataset(value: ast.expr, made: dict[str, str]) -> str:
    """Return the class of the dataset that an expression makes, or takes a part of; "" for others."""
    match value:
        case ast.Name(id=name):
            return made.get(name, "")
        case ast.Call(func=function, args=[given, *_]) if last_name(function) in _PARTS:
            return _dataset(given, made)
        case ast.Call(func=function):
            return dotted(function) if last_name(function)[:1].isupper() else ""
    return ""


def _loaded(value: ast.expr, made: dict[str, str]) -> str:
    """Return the class of the dataset that a loader is made of; "" if unknown, or if it batches otherwise."""
    match value:
        case ast.Call(func=function, args=args, keywords=keywords) if last_name(function) == "DataLoader":
            named = {item.arg: item.value for item in keywords}
            given = args[0] if args else named.get("dataset")
            if given is None or None in named or "collate_fn" in named or len(args) > _COLLATED:
                return ""
            return _dataset(given, made)
    return ""


def _taken(target: ast.expr, rows: ast.expr) -> tuple[str, int]:
    """Return the loader that a loop goes over, and how many items it takes; 0 if that is open."""
    while isinstance(rows, ast.Call) and last_name(rows.func) in _WRAPS and rows.args:
        if last_name(rows.func) == "enumerate":
            if not isinstance(target, ast.Tuple) or len(target.elts) != 2:
                return "", 0
            target = target.elts[1]
        rows = rows.args[0]
    if not isinstance(target, ast.Tuple) or any(isinstance(one, ast.Starred) for one in target.elts):
        return "", 0
    return dotted(rows), len(target.elts)
