"""Whether a training can be traced and repeated: what it stores with a model, its seeds and its data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import Location, is_run, kept, lacking, path_words, untold

if TYPE_CHECKING:
    from roadworthy import Answer, ModuleSummary, Repository, Tree

#: Data that Git keeps: names of folders, and ends of files.
_FOLDERS = frozenset("data dataset datasets raw train training".split())
_DATA = (".arff", ".csv", ".feather", ".jsonl", ".parquet", ".tsv")
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
#: A seed in a file of settings that the training may be given whole.
_SETTINGS = ("config", "param", "setting")
_FOLDERS_OF_SETTINGS = frozenset("conf config configs params".split())
_WRITTEN = (".json", ".toml", ".yaml", ".yml")
_SEED_SET = re.compile(r"(?im)^[ \t{,]*[\"']?(?:\w*_?seed|random_state)[\"']?[ \t]*[:=][ \t]*\d")
_SIZE = 100_000
#: What keeps the data's hash or the code's revision by itself.
_TRACKERS = frozenset(("Artifact", "log_input", "use_artifact"))
#: Seeds by names that mean nothing else, wherever the training's data is prepared.
_PLAIN_SEEDS = frozenset("random_state manual_seed set_seed seed_everything RANDOM_STATE RANDOM_SEED".split())
#: What keeps a trained model.
_SAVERS = frozenset(
    "ModelCheckpoint Trainer autolog dump export log_model persist register_model save"
    " save_model save_pretrained save_weights savez state_dict to_pickle upload_file write"
    " write_bytes".split()
)
#: Estimators that draw nothing, what draws for them, and what makes data of the code's own.
_EXACT = frozenset("GaussianNB LinearRegression MultinomialNB Ridge".split())
_DRAWS = frozenset("KFold StratifiedKFold permutation sample shuffle train_test_split".split())
_MADE = frozenset(
    "RandomState array default_rng make_blobs make_classification make_regression normal randint"
    " uniform".split()
)
_READ = re.compile(r"(?:read|load|fetch|get|query|download)(?:_\w+)?|open|connect|execute|loadtxt|genfromtxt")
#: What reads a data base, and what reads a file.
_BASES = frozenset("read_sql read_sql_query read_sql_table".split())
_FILES = frozenset("load_dataset read_csv read_excel read_feather read_json read_parquet".split())
_TRAINING = frozenset("fit train train_model fit_model fit_transform partial_fit trainer Trainer".split())
HASHES = frozenset(
    "sha256 sha1 md5 blake2b hexdigest file_digest hash_pandas_object xxh64 data_hash data_sha256".split()
)
#: Libraries of nets, whose weights a seed of their own makes, and how that is given.
_NETS = frozenset("keras lightning pytorch_lightning tensorflow torch".split())
_OF_NETS = frozenset(
    "PRNGKey Trainer TrainingArguments manual_seed manual_seed_all seed_everything set_random_seed"
    " set_seed".split()
)
_LEARNING = frozenset("backward compile fit_generator".split())
_REVISIONS = re.compile(r"(?i)(git|commit|code|source)_?(sha|hash|commit|revision|rev)|rev-parse|head_commit")
_SEEDS = frozenset(
    "random_state seed manual_seed set_seed seed_everything default_rng set_random_seed RANDOM_STATE SEED"
    " random_seed RANDOM_SEED RandomState PRNGKey".split()
)


def lineage(modules: tuple[ModuleSummary, ...], tree: Tree) -> Answer | None:
    """Tell whether training stores the data's hash and the code's revision; None where nothing trains."""
    training = _training(modules)
    if not training:
        return None
    if tree.exists("dvc.lock"):
        return kept(("`dvc.lock` holds the hashes of data, code and model", Location("dvc.lock")))
    hashed = [module for module in training if module.mentioned & HASHES]
    revised = [
        module
        for module in training
        if any(_REVISIONS.search(name) for name in module.mentioned)
        or any(_REVISIONS.search(use) for item in module.definitions for use in item.uses)
    ]
    if hashed and revised:
        return kept(("the training stores both", Location(hashed[0].path)))
    if hashed:
        reason = "the code's revision is not stored"
        return kept(
            ("the training stores the data's hash", Location(hashed[0].path)), share=0.5, reason=reason
        )
    if revised:
        reason = "the data's hash is not stored"
        return kept(
            ("the training stores the code's revision", Location(revised[0].path)), share=0.5, reason=reason
        )
    if word := next((name for module in training for name in sorted(module.mentioned & _TRACKERS)), ""):
        return untold(f"what `{word}` stores with the model is not in the code")
    return lacking("the training stores neither")


def reproduced(modules: tuple[ModuleSummary, ...], repository: Repository, tree: Tree) -> Answer | None:
    """Tell whether training has a seed and pinned data; None where nothing trains."""
    training = _training(modules)
    if not training:
        return None
    run = [module for module in modules if is_run(module.path, module.role)]
    seeded = next((module for module in training if module.mentioned & _SEEDS), None)
    seeded = seeded or next((module for module in run if module.mentioned & _PLAIN_SEEDS), None)
    pinned = next(
        (path for path in sorted(repository.files) if path == "dvc.lock" or path.endswith(".dvc")), None
    ) or next((module.path for module in training if module.mentioned & HASHES), None)
    beside = {module.path.rpartition("/")[0] for module in training}
    from_base = any(module.mentioned & _BASES and module.mentioned.isdisjoint(_FILES) for module in training)
    files = () if from_base else sorted(repository.files)
    tracked = next((path for path in files if _is_data(path, beside)), None)
    tracked = tracked or next((module.path for module in run if _brings_data(module)), None)
    made = training[0] if all(_makes_its_data(item, run) for item in training) else None
    at = seeded.path if seeded else _seed_in_settings(tree)
    chain = [("the training is given a seed", Location(at))] if at else []
    if (
        at
        and any(_draws_weights(module) for module in training)
        and not any(m.mentioned & _OF_NETS for m in run)
    ):
        drawn = "the split is given a seed, and the weights of the net are not"
        return kept((drawn, Location(at)), share=0.5, reason="the weights are drawn without a seed")
    if made and not at and made.mentioned & _EXACT and made.mentioned.isdisjoint(_DRAWS):
        chain = [("the training draws nothing by chance", Location(made.path))]
    chain += [("the data is pinned by a hash", Location(pinned))] if pinned else []
    chain += (
        [("the project or its library keeps the data", Location(tracked))] if tracked and not pinned else []
    )
    if made and not tracked and not pinned:
        chain.append(("the training makes its data", Location(made.path)))
    if not chain:
        return lacking("neither a seed nor pinned data was found")
    lacks = "the data is not pinned" if at else "no seed was found"
    reason = "" if len(chain) == 2 else lacks
    return kept(*chain, share=len(chain) / 2, reason=reason)


def _draws_weights(module: ModuleSummary) -> bool:
    """Tell whether a module trains a net, whose weights are drawn at random."""
    roots = {item.module.partition(".")[0] for item in module.imports}
    return bool(roots & _NETS and module.mentioned & _LEARNING)


def _brings_data(module: ModuleSummary) -> bool:
    """Tell whether a module uses data that its library contains, or downloads and compares with a hash."""
    if module.mentioned & _BUNDLED:
        return True
    roots = {item.module.partition(".")[0] for item in module.imports}
    names = module.mentioned | {item.name for item in module.imports}
    return bool(roots & _FETCHES and names & _HASHED)


def _seed_in_settings(tree: Tree) -> str:
    """Return a file of settings that holds a seed; else an empty text."""
    for path in tree.files:
        known = _is_of_settings(path) and not tree.exceeds(path, _SIZE)
        if known and _SEED_SET.search(tree.text(path, strict=False)):
            return path
    return ""


def _is_of_settings(path: str) -> bool:
    *folders, name = path.lower().split("/")
    known = any(word in name for word in _SETTINGS) or not _FOLDERS_OF_SETTINGS.isdisjoint(folders)
    return known and name.endswith(_WRITTEN)


def trains(module: ModuleSummary) -> bool:
    """Tell whether a module trains a model: what fits an object of a class of its own does not count."""
    fitted = [item.names for item in module.definitions if not (item.owner and item.name in _TRAINING)]
    return bool(module.names.union(*fitted) & _TRAINING)


def _training(modules: tuple[ModuleSummary, ...]) -> list[ModuleSummary]:
    """Return the modules that train, where some code keeps a model; what is fitted for one answer is none."""
    run = [module for module in modules if is_run(module.path, module.role)]
    training = [module for module in run if trains(module)]
    if any(module.mentioned & _SAVERS for module in run):
        return training
    return [module for module in training if "train" in module.path.rpartition("/")[2]]


def _makes_its_data(module: ModuleSummary, run: list[ModuleSummary]) -> bool:
    """Tell whether a module makes the data that it trains with: it reads none, and imports no code for it."""
    names = module.mentioned - {"load"}
    stems = {item.path.rpartition("/")[2].removesuffix(".py") for item in run}
    own = any(item.level or not stems.isdisjoint(item.module.split(".")) for item in module.imports)
    return bool(names & _MADE) and not own and not any(map(_READ.fullmatch, names))


def _is_data(path: str, beside: set[str]) -> bool:
    """Tell whether a file is data that training may read: in a folder for it, or beside the training."""
    *folders, name = path.lower().split("/")
    held = next((at for at, one in enumerate(folders) if path_words(one) & _FOLDERS), None)
    near = held is not None and any(_is_near(folders[:held], one.lower()) for one in beside)
    return name.endswith(_DATA) and (near or path.rpartition("/")[0] in beside)


def _is_near(above: list[str], folder: str) -> bool:
    """Tell whether a folder with data and one with training have the same first folder, or one has none."""
    first = folder.split("/")[0]
    return not above or not first or above[0] == first
