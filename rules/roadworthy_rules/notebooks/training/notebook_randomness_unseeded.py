import ast
from collections.abc import Iterator

from roadworthy import Cell, Finding, Notebook, Severity, dotted, rule
from roadworthy_rules.notebooks._shared import is_work

#: Functions that draw from a generator which all of a process shares.
_DRAWS = frozenset(
    "choice choices gauss normal permutation rand randint randn random random_sample randperm sample shuffle"
    " standard_normal uniform".split()
)
_SOURCES = ("np.random", "numpy.random", "random", "tf.random", "torch")
#: Calls that draw unless they are told a state.
_SPLITS = frozenset(("train_test_split",))
_SEEDS = ("seed", "random_state", "rng", "generator", "set_seed")


@rule(Severity.NOTE, since="0.1")
def notebook_randomness_unseeded(notebook: Notebook) -> Iterator[Finding]:
    """A notebook uses random numbers without a seed.

    Another run gives different figures from those in the text, and you cannot tell an improvement from luck.
    Create one generator in the first cell, `rng = np.random.default_rng(7)`, and use it everywhere; pass
    `random_state=7` to functions that split and train.

    A network of torch draws its first weights and the order of the batches, so `loss.backward()` counts as
    well: call `torch.manual_seed(7)`. The rule stays silent if the notebook mentions a seed, a random state
    or a generator anywhere. It ignores notebooks of documentation, examples and tutorials.

    ```notebook bad
    [[cells]]
    source = "import numpy as np"

    [[cells]]
    source = "rows = np.random.normal(size=10)"
    ```
    ```notebook bad
    [[cells]]
    source = '''
    from sklearn.model_selection import train_test_split
    train, test = train_test_split(rows)
    '''
    ```
    ```notebook bad
    [[cells]]
    source = '''
    import torch
    for rows, target in batches:
        criterion(model(rows), target).backward()
        optimizer.step()
    '''
    ```
    ```notebook good
    [[cells]]
    source = "import numpy as np\\nnp.random.seed(7)"

    [[cells]]
    source = "rows = np.random.normal(size=10)"
    ```
    ```notebook good
    [[cells]]
    source = '''
    train, test = train_test_split(rows, random_state=7)
    first, rest = train_test_split(rows, shuffle=False)
    order = table.sample(3)
    '''
    ```
    """
    if not is_work(notebook):
        return
    found: list[tuple[Cell, ast.Call]] = []
    trained: list[tuple[Cell, ast.Call]] = []
    torch = False
    for cell in notebook.code:
        for node in ast.walk(cell.tree) if cell.tree else ():
            name = _name(node)
            if any(seed in name.lower() for seed in _SEEDS):
                return
            if isinstance(node, ast.Call) and _draws(dotted(node.func)) and not _ordered(node):
                found.append((cell, node))
            elif isinstance(node, ast.Call) and _name(node.func) == "backward":
                trained.append((cell, node))
            torch = torch or name == "torch"
    if not found and trained and torch:
        cell, node = trained[0]
        yield Finding("a network is trained, but the notebook sets no seed", cell.at(node))
    if found:
        cell, node = found[0]
        message = f"`{dotted(node.func)}` draws random numbers, but the notebook sets no seed"
        yield Finding(message, cell.at(node))


def _name(node: ast.AST) -> str:
    """Return what a node names: a notebook that names a seed anywhere has thought of it."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.alias(name=name):
            return name
        case ast.FunctionDef(name=name) | ast.arg(arg=name):
            return name
    return ""


def _ordered(call: ast.Call) -> bool:
    """Tell whether a split may keep the order as it is."""
    return any(item.arg == "shuffle" and "True" not in ast.unparse(item.value) for item in call.keywords)


def _draws(written: str) -> bool:
    source, _, last = written.rpartition(".")
    return last in _SPLITS or (source in _SOURCES and last in _DRAWS)
