"""Where the data of a training comes from: kept by Git or a hash, made by the code, or elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from roadworthy import Blocked, path_words
from roadworthy_rules._trainings._data_files import first_named, is_data, pieces, pieces_by_folder
from roadworthy_rules._trainings._data_texts import (
    files_in,
    only_asks_for,
    raw_in,
    read_in,
    reads_array,
    reads_file,
    tables_in,
)
from roadworthy_rules._trainings._run_together import names_led_to, with_imported, with_pipeline
from roadworthy_rules.operations._model_pulls import LOCK, locks_data, may_bring_data
from roadworthy_rules.operations._signatures import hashes_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roadworthy import ModuleSummary, NotebookSummary, Repository, Tree

#: Ends of what DVC keeps and is a model.
_OF_MODELS = tuple(f"{end}.dvc" for end in ".h5 .joblib .keras .onnx .pkl .pickle .pt .pth".split())
#: Words in the names of data that a model is tried with.
_TRIED = frozenset("example examples output outputs prediction predictions sample samples test tests".split())
#: What reads whatever a directory holds, without a name.
_LISTS = frozenset(
    "ImageFolder flow_from_directory glob iglob image_dataset_from_directory iterdir listdir rglob scandir"
    " walk".split()
)
#: Data sets that scikit-learn itself contains.
_BUNDLED = frozenset(
    "load_boston load_breast_cancer load_diabetes load_digits load_iris load_linnerud load_wine"
    # Those that it downloads, and compares with a hash.
    " fetch_20newsgroups fetch_california_housing fetch_covtype fetch_lfw_people fetch_olivetti_faces".split()
)
#: Data sets that Keras or torchvision downloads and compares with a hash, and what does so.
_HASHED = frozenset(
    "CIFAR10 CIFAR100 EMNIST FashionMNIST KMNIST MNIST boston_housing cifar10 cifar100 fashion_mnist imdb"
    " mnist reuters".split()
)
_FETCHES = frozenset("keras tensorflow torchvision".split())
#: Libraries whose calls bring data from elsewhere.
_REMOTE = frozenset(
    "aiohttp boto3 datasets feast gcsfs gdown google httpx kaggle kagglehub minio openml psycopg2 pymongo"
    " requests s3fs snowflake sqlalchemy ucimlrepo urllib yfinance".split()
)
#: What makes values, and what reads them.
_MADE = frozenset(
    "DataFrame RandomState array default_rng make_blobs make_classification make_regression normal rand"
    " randint randn random_sample standard_normal uniform".split()
)
_READ = re.compile(
    r"(?:read|load|fetch|download)(?:_\w+)?|query(?:_(?:all|data|database|db|df|history|records?|rows|sql|table))?|connect|execute|loadtxt|genfromtxt|reader|DictReader"
    # What else is got, such as dummies or an experiment, is no data.
    r"|get_\w{0,60}(?:data|df|feature|frame|histor|price|quote|record|row|sample|table|train)\w{0,60}"
    r"|readlines?|urlopen|urlretrieve|imread|from_csv|scan_\w+"
)
#: What reads a data base, and what reads a file.
_BASES = frozenset("read_sql read_sql_query read_sql_table".split())
_FILES = frozenset("load_dataset read_csv read_excel read_feather read_json read_parquet".split())
#: What a cursor of a data base gives as rows.
_FETCHED = frozenset("fetch_pandas_all fetch_pandas_batches fetchall fetchmany".split())
#: What is read and is no data, and what only looks a value up.
_OTHER = frozenset(
    "get_data_home get_feature_names get_feature_names_out load load_dotenv load_model load_state_dict"
    " load_weights".split()
)
#: What draws by chance, what tells it how, and what writes what was drawn.
_CHANCE = frozenset("faker numpy random sklearn".split())
_SEEDED = frozenset("RandomState SEED default_rng random_state seed".split())
_WRITES = frozenset("DictWriter to_csv to_feather to_json to_parquet writer writerow writerows".split())
_LOADS_ARRAYS = frozenset(("np.load", "numpy.load"))
#: What draws by chance: `random.random`, `np.random.normal`.
_DRAWN = re.compile(r"(?:^|\.)random\.[a-z]\w{0,40}$")
#: What brings a file over HTTP and writes it, and where a pipeline or an image starts scripts.
_WEB = frozenset("gdown httpx requests urllib".split())
_SAVES = frozenset(("urlretrieve", "write_bytes"))
_STARTED = re.compile(
    r"(?:^|/)Dockerfile[^/]{0,40}$|^\.github/workflows/[^/]{1,80}\.ya?ml$|^\.gitlab-ci\.yml$"
)
_SIZE = 100_000
_Kind = Literal["pinned", "kept", "made", "elsewhere", "locked", "unknown"]


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Where the data of a training comes from, and the file that shows it.

    `pinned` by a hash, `kept` by Git or a library, `made` by the code, read from `elsewhere`, or `unknown`.
    What is made is `drawn` where the code draws it by chance. What is read from elsewhere is `locked` where
    DVC's lock file has its hash, and nothing is seen to keep it.
    """

    kind: _Kind
    path: str = ""
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class NotebookData:
    """Data that comes again, by its name; empty where none is known, and it `may_be` there all the same."""

    name: str = ""
    may_be: bool = False


def training_data(
    training: Sequence[ModuleSummary], run: Sequence[ModuleSummary], repository: Repository, tree: Tree
) -> TrainingData:
    """Tell where the data of modules that train comes from; `run` are all that a person may start."""
    if pinned := _pinned(training, repository, tree):
        return TrainingData("pinned", pinned)
    found = _unpinned(training, run, repository, tree)
    return TrainingData("locked", LOCK) if found.kind == "elsewhere" and locks_data(tree) else found


def _unpinned(
    training: Sequence[ModuleSummary], run: Sequence[ModuleSummary], repository: Repository, tree: Tree
) -> TrainingData:
    """Tell where data comes from that no hash pins."""
    if library := next((module.path for module in run if _brings_data(module, tree)), ""):
        return TrainingData("kept", library)
    closure = with_imported(training, run)
    names = frozenset[str]().union(*(module.mentioned for module in closure))
    reads = _reads(closure, names) or _reads_arrays(closure, tree)
    if not reads and not any(map(_draws, closure)):
        # A step that a pipeline runs before may read what this one is handed.
        around = with_pipeline(training, run)
        beside_names = frozenset[str]().union(*(module.mentioned for module in around))
        if _reads(around, beside_names):
            closure, names, reads = around, beside_names, True
    from_base = any(module.mentioned & _BASES and module.mentioned.isdisjoint(_FILES) for module in training)
    beside = {module.path.rpartition("/")[0] for module in training}
    files = [path for path in sorted(repository.files) if not from_base and is_data(path, beside)]
    own = [module.path for module in closure]
    # A training is mostly started at the root, and opens a file of lines by itself.
    at_root = tuple(path for path in sorted(repository.files) if "/" not in path and is_data(path, {""}))
    given = (name for path in own for name in tree.extract(path, read_in, at_root)) if at_root else ()
    if reads and not from_base and not files and (named := next(iter(given), "")):
        return TrainingData("elsewhere" if _is_fetched_anew(named, run, tree) else "kept", named)
    if not reads and "open" in names and files and (named := first_named(files, own, tree, settings=False)):
        return TrainingData("kept", named)
    if files and reads:
        led_to = names_led_to(training, closure)
        if not led_to.isdisjoint(_BASES) and not led_to.isdisjoint(_FILES):
            return TrainingData("unknown", files[0])
        by_rows = not led_to.isdisjoint(_BASES) and not first_named(
            files, [module.path for module in training], tree, settings=False
        )
        if by_rows or _reads_sent(closure, tree):
            return TrainingData("elsewhere")
        if named := first_named(files, [module.path for module in run], tree):
            other = (
                _is_fetched_anew(named, run, tree)
                or _from_store(closure)
                or _reads_others(closure, files, tree)
                or _from_base(closure, files, tree)
            )
            return TrainingData("elsewhere" if other else "kept", named)
        if names & _LISTS:
            return TrainingData("kept", files[0])
        if any(path_words(file).isdisjoint(_TRIED) for file in files):
            return TrainingData("elsewhere" if _from_store(run) else "unknown", files[0])
    elif names & _LISTS and (piece := pieces(repository, beside) or _listed(repository, beside, tree)):
        return TrainingData("kept", piece)
    if reads:
        maker = _maker(closure, run, tree)
        return TrainingData("made", maker) if maker else TrainingData("elsewhere")
    makers = [module for module in closure if module.mentioned & _MADE]
    drawn = next((module.path for module in makers if _draws(module)), "")
    if drawn:
        return TrainingData("made", drawn, drawn=True)
    # What a folder holds that Git does not keep is put into an array, too.
    if makers and any(not module.mentioned.isdisjoint(_LISTS) for module in training):
        return TrainingData("elsewhere")
    # Arrays that are read from a file whose name is handed on were made by what is not seen.
    if any(not _uses(module).isdisjoint(_LOADS_ARRAYS) for module in closure):
        return TrainingData("unknown")
    return TrainingData("made", makers[0].path) if makers else TrainingData("unknown")


def _listed(repository: Repository, beside: set[str], tree: Tree) -> str:
    """Return a list, such as one of labels, that lies beside the few pictures that it names."""
    for folder, names in pieces_by_folder(repository, beside).items():
        for path in sorted(repository.files):
            if path.rpartition("/")[0] != folder or not path.endswith((".csv", ".json")):
                continue
            if tree.exceeds(path, _SIZE):
                continue
            text = tree.text(path, strict=False)
            if all(name in text for name in names):
                return path
    return ""


def _from_base(closure: Sequence[ModuleSummary], files: Sequence[str], tree: Tree) -> bool:
    """Tell whether a training reads rows of a data base, and names no table that Git keeps."""
    names = frozenset[str]().union(*(module.mentioned for module in closure))
    rows = names & _BASES or ("execute" in names and names & _FETCHED)
    if not rows or names & _FILES:
        return False
    return not first_named(files, [module.path for module in closure], tree, settings=False)


def _reads_sent(closure: Sequence[ModuleSummary], tree: Tree) -> bool:
    """Tell whether all tables that modules read are bytes that a store or a server sent."""
    if all(one.libraries.isdisjoint(_REMOTE) for one in closure):
        return False
    found = [tree.extract(module.path, tables_in) for module in closure]
    tables, sent = (sum(numbers) for numbers in zip(*found, strict=True))
    return bool(tables) and tables == sent


def _reads_others(closure: Sequence[ModuleSummary], files: Sequence[str], tree: Tree) -> bool:
    """Tell whether a training reads files that Git does not keep: only other code names what it keeps."""
    paths = [module.path for module in closure]
    if first_named(files, paths, tree, settings=False):
        return _reads_raw(paths, files, tree)
    return _reads_arrays(closure, tree) or any(tree.extract(path, reads_file) for path in paths)


def _reads_raw(paths: Sequence[str], files: Sequence[str], tree: Tree) -> bool:
    """Tell whether a training reads raw data that Git does not keep, and only writes what Git keeps."""
    kept = {file.rpartition("/")[2] for file in files}
    found = [tree.extract(path, raw_in, tuple(sorted(kept))) for path in paths]
    raw = {name for names, _ in found for name in names}
    return bool(raw) and raw.isdisjoint(kept) and not any(named for _, named in found)


def _reads_arrays(closure: Sequence[ModuleSummary], tree: Tree) -> bool:
    """Tell whether modules read files of NumPy's; `load` alone may be that of a model."""
    arrays = (module for module in closure if "numpy" in module.libraries and module.mentions(("load",)))
    return any(tree.extract(module.path, reads_array) for module in arrays)


def _from_store(run: Sequence[ModuleSummary]) -> bool:
    """Tell whether code makes a table of the documents of MongoDB: no code names the files that Git keeps."""
    connects = any("pymongo" in module.libraries for module in run)
    return connects and any({"DataFrame", "find"} <= module.mentioned for module in run)


def data_of_notebook(notebook: NotebookSummary, repository: Repository, tree: Tree) -> NotebookData:
    """Return data that a notebook reads and that comes again: of Git, or of a library that checks it."""
    roots = {name.partition(".")[0] for name, _ in notebook.imports}
    hashed = notebook.names & _HASHED if roots & _FETCHES else frozenset[str]()
    if found := sorted(notebook.names & _BUNDLED | hashed):
        return NotebookData(found[0])
    if not any(map(_READ.fullmatch, notebook.names - _OTHER)):
        return NotebookData(may_be=True)
    if pinned := _pinned((), repository, tree):
        return NotebookData(pinned)
    beside = {notebook.path.rpartition("/")[0]}
    files = [path for path in sorted(repository.files) if is_data(path, beside)]
    named = first_named(files, [notebook.path], tree, settings=False) if files else ""
    return NotebookData(named, may_be=bool(files))


def _is_fetched_anew(file: str, run: Iterable[ModuleSummary], tree: Tree) -> bool:
    """Tell whether an image or a pipeline runs a script that brings a file anew, over what Git keeps."""
    bringing = [
        module.path
        for module in run
        if any(item.module.partition(".")[0] in _WEB for item in module.imports)
        and not module.mentioned.isdisjoint(_WRITES | _SAVES)
        and first_named([file], [module.path], tree)
    ]
    for path in tree.files if bringing else ():
        if _STARTED.search(path) and not tree.exceeds(path, _SIZE):
            text = tree.text(path, strict=False)
            if any(f"python {one}" in text or f"python3 {one}" in text for one in bringing):
                return True
    return False


def _draws(module: ModuleSummary) -> bool:
    """Tell whether a module draws values: by `random`, of Python or of NumPy, or by scikit-learn."""
    if any(
        item.module == "sklearn.datasets" and (item.name or "").startswith("make_") for item in module.imports
    ):
        return True
    return any(
        use.partition(".")[0] in ("np", "numpy", "random") and _DRAWN.search(use) for use in _uses(module)
    )


def _uses(module: ModuleSummary) -> frozenset[str]:
    """Return what a module uses, in its body and in what it defines."""
    return frozenset(module.uses).union(module.main_uses, *(item.uses for item in module.definitions))


def _pinned(training: Iterable[ModuleSummary], repository: Repository, tree: Tree) -> str:
    """Return the file that shows that the data is pinned by a hash; a hash of the model alone pins none."""
    for path in sorted(repository.files):
        if (path == LOCK and locks_data(tree) and may_bring_data(tree)) or (
            path.endswith(".dvc") and "model" not in path.lower() and not path.endswith(_OF_MODELS)
        ):
            return path
    return next((module.path for module in training if hashes_data(module)), "")


def _maker(closure: Iterable[ModuleSummary], run: Iterable[ModuleSummary], tree: Tree) -> str:
    """Return a module that makes a file by chance with a seed, and writes it where the training reads it."""
    read = [module.path for module in closure]
    for module in run:
        named = module.mentioned
        roots = module.libraries
        drawn = roots & _CHANCE and named & _SEEDED and named & _WRITES
        # What writes a table into a data base connects to it, too.
        asked = named - {"connect", "execute"} if "to_sql" in named else named
        if not drawn or _reads((module,), asked) or (module.path in read and not _draws(module)):
            continue
        try:
            files = tree.extract(module.path, files_in)
        except Blocked:
            continue
        # One that the training imports makes what the others read.
        if files and first_named(files, [path for path in read if path != module.path], tree):
            return module.path
    return ""


def _reads(closure: Iterable[ModuleSummary], names: frozenset[str]) -> bool:
    """Tell whether modules read data by what they do not define themselves."""
    closure = tuple(closure)
    own = {item.name for module in closure for item in module.definitions}
    # The manager of a table of Django: `Loan.objects`.
    if "objects" in names and any("django" in module.libraries for module in closure):
        return True
    roots = {item.module.partition(".")[0] for module in closure for item in module.imports}
    return bool(roots & _REMOTE) or any(map(_READ.fullmatch, names - own - _OTHER))


def _brings_data(module: ModuleSummary, tree: Tree) -> bool:
    """Tell whether a module uses data that its library contains, or downloads and compares with a hash.

    What it only imports it does not use.
    """
    used = (module.names - module.bound).union(*(item.names for item in module.definitions))
    if used & _BUNDLED:
        return True
    names = used | {item.name for item in module.imports if item.binds in used}
    hashed = names & _HASHED if module.libraries & _FETCHES else frozenset[str]()
    return bool(hashed) and not tree.extract(module.path, only_asks_for, tuple(sorted(hashed)))
