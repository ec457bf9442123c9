"""Where the data of a training comes from: kept by Git or a hash, made by the code, or elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from roadworthy import Blocked, extractor, path_words
from roadworthy_rules.operations._model_pulls import LOCK, locks_data, may_bring_data
from roadworthy_rules.operations._signatures import hashes_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roadworthy import Files, ModuleSummary, NotebookSummary, Repository, Tree

#: Data that Git keeps: names of folders, and ends of files.
_FOLDERS = frozenset("data dataset datasets raw train training".split())
_DATA = tuple(
    ".arff .csv .data .dta .feather .gz .jsonl .mat .npy .npz .parquet .sas7bdat .sav .tsv .xls .xlsx .xpt"
    " .zip".split()
)
_PIECES = (".bmp", ".jpeg", ".jpg", ".png", ".txt", ".wav")
#: Ends of what DVC keeps and is a model.
_OF_MODELS = tuple(f"{end}.dvc" for end in ".h5 .joblib .keras .onnx .pkl .pickle .pt .pth".split())
#: Words in the names of data that a model is tried with.
_TRIED = frozenset("example examples output outputs prediction predictions sample samples test tests".split())
#: Words of folders and files that a training or a test of it writes.
_RESULTS = frozenset(
    "confusion evaluation log logs matrices matrix metric metrics output outputs plots predictions report"
    " reports result results".split()
)
#: What reads whatever a directory holds, without a name.
_LISTS = frozenset(
    "ImageFolder flow_from_directory glob iglob image_dataset_from_directory iterdir listdir rglob scandir"
    " walk".split()
)
#: Data sets that scikit-learn itself contains.
_BUNDLED = frozenset(
    "load_breast_cancer load_diabetes load_digits load_iris load_linnerud load_wine"
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
#: What draws by chance, what tells it how, what writes what was drawn, and the name of a file of data.
_CHANCE = frozenset("faker numpy random sklearn".split())
_SEEDED = frozenset("RandomState SEED default_rng random_state seed".split())
_WRITES = frozenset("DictWriter to_csv to_feather to_json to_parquet writer writerow writerows".split())
_FILE = re.compile(r"\b[\w-]{1,80}\.(?:csv|feather|jsonl?|parquet|tsv)\b")
#: A call that reads a file of data whose name it is given.
_READ_FILE = re.compile(
    r"\bread_(?:csv|excel|feather|json|parquet|table)\(\s{0,40}(?:os\.path\.join\([^\"'\n]{0,80})?"
    r"[rf]{0,2}[\"'](?!https?:)[^\"'\n]{0,200}\.(?:csv|feather|jsonl?|parquet|tsv|xlsx?)[\"']"
)
_READ_BY_NAME = re.compile(
    r"\bread_(?:csv|excel|feather|json|parquet|table)\([ ]?[rf]?[\"'](?:\./)?([\w .-]{1,100}\.\w{2,8})[\"']"
)
#: A call of NumPy that reads arrays.
_READ_ARRAYS = re.compile(r"\b(?:np|numpy)\.load\([rf]{0,2}[\"'][^\"'\n]{0,200}\.np[yz][\"']")
_LOADS_ARRAYS = frozenset(("np.load", "numpy.load"))
#: A folder before the name of a file.
_ABOVE = re.compile(r"([\w-]{1,80})[/\\]\Z")
#: What draws by chance: `random.random`, `np.random.normal`.
_DRAWN = re.compile(r"(?:^|\.)random\.[a-z]\w{0,40}$")
#: What brings a file over HTTP and writes it, and where a pipeline or an image starts scripts.
_WEB = frozenset("gdown httpx requests urllib".split())
_SAVES = frozenset(("urlretrieve", "write_bytes"))
_STARTED = re.compile(
    r"(?:^|/)Dockerfile[^/]{0,40}$|^\.github/workflows/[^/]{1,80}\.ya?ml$|^\.gitlab-ci\.yml$"
)
#: What a constant for raw data names, and a line that writes a table.
_RAW = re.compile(
    r"(?im)^[ \t]{0,12}\w{0,30}(?:raw|input|source)\w{0,30}[ \t]?=[^\n#]{0,160}?"
    r"\b([\w-]{1,80}\.(?:csv|feather|parquet|tsv|xlsx))\b"
)
_WRITES_TABLE = re.compile(r"(?m)^[^\n]{0,200}\.to_(?:csv|excel|feather|json|parquet)\([^\n]{0,300}$")
_WRITTEN = (".cfg", ".env", ".ini", ".json", ".toml", ".yaml", ".yml")
_SIZE = 100_000
_Kind = Literal["pinned", "kept", "made", "elsewhere", "locked", "unknown"]


#: Words in the name of what runs the steps of a training.
_PIPELINE = frozenset("pipeline train training".split())


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
    if library := next((module.path for module in run if _brings_data(module)), ""):
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
    files = [path for path in sorted(repository.files) if not from_base and _is_data(path, beside)]
    own = [module.path for module in closure]
    # A training is mostly started at the root, and opens a file of lines by itself.
    at_root = tuple(path for path in sorted(repository.files) if "/" not in path and _is_data(path, {""}))
    given = (name for path in own for name in tree.extract(path, _read_in, at_root)) if at_root else ()
    if reads and not from_base and not files and (named := next(iter(given), "")):
        return TrainingData("elsewhere" if _is_fetched_anew(named, run, tree) else "kept", named)
    if not reads and "open" in names and files and (named := _first_named(files, own, tree, settings=False)):
        return TrainingData("kept", named)
    if files and reads:
        if named := _first_named(files, [module.path for module in run], tree):
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
    elif names & _LISTS and (piece := _pieces(repository, beside)):
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


def _from_base(closure: Sequence[ModuleSummary], files: Sequence[str], tree: Tree) -> bool:
    """Tell whether a training reads rows of a data base, and names no table that Git keeps."""
    names = frozenset[str]().union(*(module.mentioned for module in closure))
    rows = names & _BASES or ("execute" in names and names & _FETCHED)
    if not rows or names & _FILES:
        return False
    return not _first_named(files, [module.path for module in closure], tree, settings=False)


def _reads_others(closure: Sequence[ModuleSummary], files: Sequence[str], tree: Tree) -> bool:
    """Tell whether a training reads files that Git does not keep: only other code names what it keeps."""
    paths = [module.path for module in closure]
    if _first_named(files, paths, tree, settings=False):
        return _reads_raw(paths, files, tree)
    return _reads_arrays(closure, tree) or any(tree.extract(path, _reads_file) for path in paths)


def _reads_raw(paths: Sequence[str], files: Sequence[str], tree: Tree) -> bool:
    """Tell whether a training reads raw data that Git does not keep, and only writes what Git keeps."""
    kept = {file.rpartition("/")[2] for file in files}
    found = [tree.extract(path, _raw_in, tuple(sorted(kept))) for path in paths]
    raw = {name for names, _ in found for name in names}
    return bool(raw) and raw.isdisjoint(kept) and not any(named for _, named in found)


@extractor
def _reads_file(files: Files, path: str) -> bool:
    """Tell whether a module reads a table of a file that it names."""
    return _READ_FILE.search(files.text(path, strict=False)) is not None


@extractor
def _raw_in(files: Files, path: str, kept: tuple[str, ...]) -> tuple[list[str], bool]:
    """Return the files of raw data that a module names, and whether it names one of some and reads it."""
    text = _WRITES_TABLE.sub("", files.text(path, strict=False))
    return sorted({found[1] for found in _RAW.finditer(text)}), any(name in text for name in kept)


@extractor
def _read_in(files: Files, path: str, tables: tuple[str, ...]) -> list[str]:
    """Return those of some tables that a module reads by their names alone."""
    read = {found[1] for found in _READ_BY_NAME.finditer(files.text(path, strict=False))}
    return [name for name in tables if name in read]


@extractor
def _reads_array(files: Files, path: str) -> bool:
    return _READ_ARRAYS.search(files.text(path, strict=False)) is not None


@extractor
def _files_in(files: Files, path: str) -> list[str]:
    return sorted(set(_FILE.findall(files.text(path, strict=False))))


def _reads_arrays(closure: Sequence[ModuleSummary], tree: Tree) -> bool:
    """Tell whether modules read files of NumPy's; `load` alone may be that of a model."""
    arrays = (module for module in closure if "numpy" in module.libraries and module.mentions(("load",)))
    return any(tree.extract(module.path, _reads_array) for module in arrays)


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
    files = [path for path in sorted(repository.files) if _is_data(path, beside)]
    named = _first_named(files, [notebook.path], tree, settings=False) if files else ""
    return NotebookData(named, may_be=bool(files))


def _is_fetched_anew(file: str, run: Iterable[ModuleSummary], tree: Tree) -> bool:
    """Tell whether an image or a pipeline runs a script that brings a file anew, over what Git keeps."""
    bringing = [
        module.path
        for module in run
        if any(item.module.partition(".")[0] in _WEB for item in module.imports)
        and not module.mentioned.isdisjoint(_WRITES | _SAVES)
        and _first_named([file], [module.path], tree)
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
            files = tree.extract(module.path, _files_in)
        except Blocked:
            continue
        # One that the training imports makes what the others read.
        if files and _first_named(files, [path for path in read if path != module.path], tree):
            return module.path
    return ""


def with_imported(
    training: Sequence[ModuleSummary], run: Iterable[ModuleSummary]
) -> tuple[ModuleSummary, ...]:
    """Return modules that train, and those of the project that they import, by their names."""
    stems: dict[str, list[ModuleSummary]] = {}
    roots = {"src"}
    for module in run:
        *folders, name = module.path.removesuffix(".py").split("/")
        # A package is imported by the name of its folder.
        stems.setdefault(folders[-1] if name == "__init__" and folders else name, []).append(module)
        roots.update((*folders, name))
    found = {module.path: module for module in training}
    open_ones = list(training)
    for _ in range(3):
        named = {
            part
            for module in open_ones
            for item in module.imports
            if item.level or item.module.partition(".")[0] in roots
            for part in (*item.module.split("."), item.name or "")
        }
        # What a name stands for is found once, however many modules import it.
        open_ones = [one for part in sorted(named) for one in stems.pop(part, ()) if one.path not in found]
        found.update((module.path, module) for module in open_ones)
    return tuple(found.values())


def with_pipeline(
    training: Sequence[ModuleSummary], run: Sequence[ModuleSummary]
) -> tuple[ModuleSummary, ...]:
    """Return modules that train, what they import, and what a pipeline of the training runs beside them."""
    stems = {module.path.rpartition("/")[2].removesuffix(".py") for module in training}
    around = [
        module
        for module in run
        if not _PIPELINE.isdisjoint(path_words(module.path.rpartition("/")[2]))
        and any(item.module.rpartition(".")[2] in stems or item.name in stems for item in module.imports)
    ]
    return with_imported((*training, *around), run)


def _reads(closure: Iterable[ModuleSummary], names: frozenset[str]) -> bool:
    """Tell whether modules read data by what they do not define themselves."""
    closure = tuple(closure)
    own = {item.name for module in closure for item in module.definitions}
    # The manager of a table of Django: `Loan.objects`.
    if "objects" in names and any("django" in module.libraries for module in closure):
        return True
    roots = {item.module.partition(".")[0] for module in closure for item in module.imports}
    return bool(roots & _REMOTE) or any(map(_READ.fullmatch, names - own - _OTHER))


def _brings_data(module: ModuleSummary) -> bool:
    """Tell whether a module uses data that its library contains, or downloads and compares with a hash.

    What it only imports it does not use.
    """
    used = (module.names - module.bound).union(*(item.names for item in module.definitions))
    if used & _BUNDLED:
        return True
    names = used | {item.name for item in module.imports if item.binds in used}
    return bool(module.libraries & _FETCHES and names & _HASHED)


def _first_named(files: Sequence[str], modules: Sequence[str], tree: Tree, *, settings: bool = True) -> str:
    """Return the first data file whose name stands in code or in a file of settings; else an empty text."""
    others = (
        path
        for path in (tree.files if settings else ())
        if path.endswith(_WRITTEN) and not tree.exceeds(path, _SIZE)
    )
    paths = tuple(files)
    found: set[str] = set()
    for path in (*modules, *others):
        try:
            found.update(tree.extract(path, _named, paths))
        except Blocked:
            continue
    return next((file for file in files if file in found), "")


@extractor
def _named(files: Files, path: str, data: tuple[str, ...]) -> list[str]:
    """Return the files of data that stand in a text, with their suffix or as a whole string without it.

    A text that names another folder before the name, such as one that Git ignores, names another file.
    """
    text = files.text(path, strict=False)
    plain = text.replace('"', "'")
    found: list[str] = []
    for one in data:
        above, _, name = one.rpartition("/")
        stem = name.partition(".")[0]
        if name in text:
            folder = above.rpartition("/")[2].lower()
            befores = (_ABOVE.search(part[-81:]) for part in text.split(name)[:-1])
            if not folder or any(word is None or word[1].lower() == folder for word in befores):
                found.append(one)
        elif len(stem) > 3 and f"{stem}'" in plain:
            found.append(one)
    return found


def _pieces(repository: Repository, beside: set[str]) -> str:
    """Return the first of many pictures, sounds or texts that Git keeps in a folder for data."""
    found = [path for path in sorted(repository.files) if path.lower().endswith(_PIECES)]
    kept = [path for path in found if _is_held(path, beside)]
    return kept[0] if len(kept) >= 20 else ""


def _is_data(path: str, beside: set[str]) -> bool:
    """Tell whether a file is data that training may read: in a folder for it, or beside the training."""
    if not path.lower().endswith(_DATA) or not path_words(path).isdisjoint(_RESULTS):
        return False
    return _is_held(path, beside) or path.rpartition("/")[0] in beside


def _is_held(path: str, beside: set[str]) -> bool:
    *folders, _ = path.lower().split("/")
    held = next((at for at, one in enumerate(folders) if path_words(one) & _FOLDERS), None)
    return held is not None and any(_is_near(folders[:held], one.lower()) for one in beside)


def _is_near(above: list[str], folder: str) -> bool:
    """Tell whether a folder with data and one with training have the same first folder, or one has none."""
    first = folder.split("/")[0]
    return not above or not first or above[0] == first
