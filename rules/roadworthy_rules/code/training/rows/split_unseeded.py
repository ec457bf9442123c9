import ast
import re
from collections.abc import Iterable, Iterator
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
    counted,
    dotted,
    fact,
    is_run,
    nodes_of,
    rule,
)
from roadworthy_rules.code._programs import programs, run_here
from roadworthy_rules.code.training.rows._shuffled_rows import chosen_splits, moved_splits, sampled_splits

_ALWAYS = frozenset(
    "GroupShuffleSplit ShuffleSplit StratifiedShuffleSplit random_split train_test_split".split()
)
#: Those that draw only where they are told to.
_SHUFFLED = frozenset("KFold StratifiedGroupKFold StratifiedKFold".split())
_STATES = ("generator", "random_state")
_MODULES = ("sklearn", "torch")
#: A word of the functions that seed what all of a process shares: `np.random.seed`, `seed_everything`.
_SEEDING = frozenset(("seed", "seeds"))
#: What seeds all of them where nothing is said.
_SEEDS_ITSELF = frozenset(("LightningCLI", "Seq2SeqTrainingArguments", "TrainingArguments"))
#: `random.seed(`, and not that of NumPy.
_PYTHON_SEED = re.compile(r"(?<![\w.])random\.seed\(")
#: What seeds the generator of torch, by itself or from other libraries.
_SEEDS_TORCH = frozenset(
    "enable_full_determinism fork_rng initial_seed manual_seed manual_seed_all seed_all seed_everything"
    " set_determinism set_rng_state set_seed setup_seed".split()
)


@dataclass(frozen=True, slots=True)
class UnseededSplit:
    """A call that splits rows by random numbers from the generator that all of a process shares.

    It is `early` where its function seeds that generator only later, and nothing else in the module does.
    """

    name: str
    at: Location
    early: bool = False


@dataclass(frozen=True, slots=True)
class PythonSeed:
    """A module that mentions seeds, but those of Python's own generator alone, which splits no rows."""

    path: str


@rule(Severity.NOTE, since="0.1", handwritten=True)
def split_unseeded(
    splits: tuple[UnseededSplit, ...],
    python_seeds: tuple[PythonSeed, ...],
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    layout: Layout,
    profile: Profile,
) -> Iterator[Finding]:
    """Rows are split at random without a seed.

    Each run tests on other rows, so two scores differ by chance, and rows that a saved model was trained on
    end up in the next test set. Pass `random_state=7`, or `generator=torch.Generator().manual_seed(7)` to
    `random_split`, `seed=7` to `randomSplit`, or store the split.

    The rule looks for the functions of scikit-learn and torch, `randomSplit` of Spark,
    `np.random.permutation`, `sample(frac=1)` before a table is cut into parts, and `np.random.choice` of rows
    whose rest `np.setdiff1d` gives, or of files that are moved to a folder such as `test`. It reports a
    module once.
    It ignores what a library offers to others, splits that keep the order, and programs that call a function
    which seeds all generators, such as `np.random.seed` or `seed_everything`, except `random_split` in a
    function that calls `torch.manual_seed` only after it. A program is a module that is started, with what it
    imports of the project. `random.seed` alone seeds none of these splits.

    ```python train.py bad
    from sklearn.model_selection import train_test_split

    FOREST = {"random_state": 7}

    def main(rows):
        return train_test_split(rows, test_size=0.2)

    if __name__ == "__main__":
        main([])
    ```

    Spark draws anew for each run, too.

    ```python train.py bad
    from pyspark.sql import SparkSession

    def main(path):
        rows = SparkSession.builder.getOrCreate().read.csv(path)
        return rows.randomSplit([0.8, 0.2])

    if __name__ == "__main__":
        main("wine.csv")
    ```

    An order that is drawn by hand is no better.

    ```python train.py bad
    import numpy as np

    def main(rows):
        order = np.random.permutation(len(rows))
        return rows[order[10:]], rows[order[:10]]

    if __name__ == "__main__":
        main(np.zeros(100))
    ```
    ```python train.py bad
    import pandas as pd

    def main(path):
        rows = pd.read_csv(path).sample(frac=1)
        train, test = rows[:800], rows[800:]
        return train, test

    if __name__ == "__main__":
        main("wine.csv")
    ```
    ```python train.py bad
    import random

    import pandas as pd

    random.seed(7)

    def main(path, held):
        rows = pd.read_csv(path)
        rows = rows.sample(frac=1)
        rows["part"] = "train"
        rows["part"][:held] = "valid"
        rows["part"][held : 2 * held] = "test"
        return rows

    if __name__ == "__main__":
        main("wine.csv", 100)
    ```
    ```python explore.py bad
    import numpy as np

    if __name__ == "__main__":
        np.random.seed(7)
        print(np.random.rand(3))
    ```
    ```python train.py bad
    import numpy as np

    def main(rows, held):
        every = np.arange(len(rows))
        idx_tst = np.random.choice(every, held, replace=False)
        idx_trn = np.setdiff1d(every, idx_tst)
        return rows[idx_trn], rows[idx_tst]

    if __name__ == "__main__":
        main(np.zeros(100), 10)
    ```
    ```python split.py bad
    import os
    import shutil

    import numpy as np

    TEST = "data/test/"

    if __name__ == "__main__":
        names = os.listdir("data/train/")
        chosen = np.random.choice(names, 500, replace=False)
        for name in chosen:
            shutil.move("data/train/" + name, TEST)
    ```
    ```python look.py good
    import os
    import shutil

    import numpy as np

    if __name__ == "__main__":
        for name in np.random.choice(os.listdir("data/train/"), 9, replace=False):
            shutil.copy("data/train/" + name, "shown/")
        drawn = np.random.choice(os.listdir("data/train/"), 9, replace=False)
        for name in drawn:
            shutil.move("data/train/" + name, "shown/")
    ```
    ```python train.py good
    from seeds import start
    from sklearn.model_selection import train_test_split

    def main(rows):
        start()
        return train_test_split(rows)

    if __name__ == "__main__":
        main([])
    ```
    ```python seeds.py good
    import numpy as np

    def start():
        np.random.seed(7)
    ```
    ```python train.py good
    import pandas as pd

    def main(path):
        rows = pd.read_csv(path).sample(frac=1, random_state=7)
        train, test = rows[:800], rows[800:]
        return train.sample(frac=1), test

    if __name__ == "__main__":
        main("wine.csv")
    ```
    ```python train.py good
    from sklearn.model_selection import KFold, train_test_split

    def main(rows, options):
        train, test = train_test_split(rows, random_state=7)
        first, rest = train_test_split(train, shuffle=False)
        return KFold(5), train_test_split(test, **options)

    if __name__ == "__main__":
        main([], {})
    ```
    ```python train.py good
    from lightning import seed_everything
    from torch.utils.data import random_split

    def main(rows):
        seed_everything(7)
        return random_split(rows, [0.8, 0.2])

    if __name__ == "__main__":
        main([])
    ```
    """
    if not splits:
        return
    here = run_here(modules, layout, profile)
    sources = {module.path: module for module in modules if is_run(module.path, module.role)}
    splits = tuple(split for split in splits if split.at.file in here and split.at.file in sources)
    seeded = {path for path, module in sources.items() if _mentions_seed(module.mentioned)}
    seeded -= {seed.path for seed in python_seeds}
    to = {split.at.file for split in splits}
    if any(_mentions_seed(notebook.names) for notebook in notebooks):
        to = set()
    elif seeded and to:
        # What one program seeds is no seed for another.
        for _, parts in programs([*sources.values()], to):
            paths = {part.path for part in parts}
            to -= paths if paths & seeded or any(part.mentions(_SEEDS_ITSELF) for part in parts) else set()
    found: dict[str, list[UnseededSplit]] = {}
    for split in splits:
        if split.at.file in to:
            found.setdefault(split.at.file, []).append(split)
        elif split.early and not _is_seeded(sources[split.at.file], modules):
            yield Finding(f"`{split.name}` splits before the function sets the seed", split.at)
    for first, *others in found.values():
        more = f" ({counted(len(others) + 1, 'place')})" if others else ""
        related = tuple(split.at for split in others)
        yield Finding(f"`{first.name}` splits at random without a seed{more}", first.at, related=related)


def _mentions_seed(names: Iterable[str]) -> bool:
    return any(not _SEEDING.isdisjoint(name.split("_")) for name in names)


@fact
def python_seeds(module: Module) -> tuple[PythonSeed, ...]:
    """Look for modules whose text speaks of no seed but that of `random.seed`."""
    if "random.seed(" not in module.text:
        return ()
    rest, found = _PYTHON_SEED.subn("", module.text)
    return (PythonSeed(module.path),) if found and "seed" not in rest.lower() else ()


@fact
def unseeded_splits(module: Module, summary: ModuleSummary) -> tuple[UnseededSplit, ...]:
    """Look for splits without a state in a module that imports the functions from scikit-learn or torch."""
    known = {
        item.binds: item.name
        for item in summary.imports
        if item.name in _ALWAYS | _SHUFFLED and item.module.partition(".")[0] in _MODULES
    }
    numpy = next((item.binds for item in summary.imports if item.module == "numpy" and not item.name), "")
    order = f"{numpy}.random.permutation" if numpy else ""
    spark = ".randomSplit(" in module.text and any(
        item.module.partition(".")[0] == "pyspark" for item in summary.imports
    )
    drawn = [("sample", call) for call in sampled_splits(module)]
    drawn += [(f"{numpy}.random.choice", call) for call in chosen_splits(module, numpy)]
    drawn += [(f"{numpy}.random.choice", call) for call in moved_splits(module, numpy)]
    if not known and not spark and not drawn and (not order or order not in module.text):
        return ()
    found = [UnseededSplit(name, module.at(call)) for name, call in drawn]
    early = (
        _before_seed(module) if "random_split" in known.values() and "manual_seed" in module.text else None
    )
    for node in nodes_of(module, ast.Call):
        written = dotted(node.func)
        name = known.get(written, "")
        if (name and _draws(name, node)) or (order and written == order):
            is_early = name == "random_split" and early is not None and node.lineno in early
            found.append(UnseededSplit(name or written, module.at(node), is_early))
        elif spark and written.endswith(".randomSplit") and _draws("randomSplit", node):
            found.append(UnseededSplit("randomSplit", module.at(node)))
    return tuple(found)


def _before_seed(module: Module) -> range | None:
    """Return the lines of the one function that seeds torch, before it does; None if more than one may."""
    calls = [node for node in nodes_of(module, ast.Call) if _seeds_torch(dotted(node.func))]
    if not calls or not all(dotted(node.func).startswith("torch.") for node in calls):
        return None
    first = min(node.lineno for node in calls)
    for function in nodes_of(module, ast.FunctionDef):
        lines = range(function.lineno, (function.end_lineno or function.lineno) + 1)
        if all(node.lineno in lines for node in calls):
            return range(function.lineno, first)
    return None


def _seeds_torch(name: str) -> bool:
    return name.rpartition(".")[2] in _SEEDS_TORCH


def _is_seeded(split: ModuleSummary, modules: tuple[ModuleSummary, ...]) -> bool:
    """Tell whether a module that imports the one with the split, or that it imports, may seed torch."""
    taken = {part for item in split.imports for part in (*item.module.split("."), item.name)}
    if not _SEEDS_TORCH.isdisjoint({item.name for item in split.imports}):
        return True
    stem = split.path.removesuffix(".py").rpartition("/")[2]
    for other in modules:
        imported = {part for item in other.imports for part in (*item.module.split("."), item.name)}
        linked = stem in imported or not taken.isdisjoint(other.path.removesuffix(".py").split("/"))
        if other.path != split.path and linked and other.mentions(_SEEDS_TORCH):
            return True
    return False


def _draws(name: str, node: ast.Call) -> bool:
    given = {item.arg: ast.unparse(item.value) for item in node.keywords}
    # What is handed on may hold the state, and `random_split` takes its generator as the third argument.
    if None in given or any(isinstance(item, ast.Starred) for item in node.args):
        return False
    if any(given.get(state, "None") != "None" for state in _STATES):
        return False
    if name == "randomSplit":
        return len(node.args) < 2 and "seed" not in given
    if name == "random_split" and len(node.args) > 2:
        return False
    shuffles = given.get("shuffle", "True" if name in _ALWAYS else "False")
    return shuffles == "True"
