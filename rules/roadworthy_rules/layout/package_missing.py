import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from roadworthy import (
    Code,
    Dockerfile,
    Finding,
    Import,
    Layout,
    Location,
    ModuleSummary,
    NotebookSummary,
    Profile,
    Pyproject,
    Severity,
    Tree,
    agreeing,
    and_more,
    fact,
    path_words,
    rule,
)
from roadworthy_rules._hosts import DEPLOYED, are_plugins, is_lambda_image
from roadworthy_rules._search_path import sources_below
from roadworthy_rules.layout._shared import backend_of

#: Libraries for data and models, and words in the names of scripts that train.
_OF_DATA = frozenset(
    "catboost cv2 datasets flaml gensim imblearn jax keras lightgbm lightning nltk numpy pandas polars"
    " prophet pyspark pytorch_lightning scipy sklearn spacy statsmodels tensorflow torch torchvision"
    " transformers ultralytics xgboost".split()
)
_MODELS = frozenset("classifier evaluate inference model models predict predictor train training".split())
#: Where a README starts a script, and where a template of CloudFormation names the function that it calls.
_README = re.compile(r"readme(?:\.\w+)?", re.IGNORECASE)
_STARTS = re.compile(r"\bpython[\d.]*+ (?:-\w )?(?:\./)?([\w./-]{1,200}\.py)\b")
_ENTERS = re.compile(r"\bcd ([\w./-]{1,200})")
_HANDLER = re.compile(r"\bHandler[\"']?: *[\"']?(\w{1,80})\.\w")
_TEMPLATES = (".json", ".template", ".yaml", ".yml")
#: A README that says at its start that the project is a collection of scripts, or goes with a paper.
_COLLECTED = re.compile(
    r"(?i)\b(?:this|the) repo(?:sitory)? (?:collects|contains|has|holds|is for|stores) (?:\w+ ){0,3}scripts\b"
    r"|\bcollection of (?:\w+ ){0,3}scripts\b"
    r"|\b(?:code|scripts)\b[^.\n]{0,80} (?:for|from|of|to reproduce|with) (?:an? |our |the )?"
    r"(?:\w+ ){0,2}(?:article|manuscript|paper|publication)\b"
)
_START = 1_500
#: So few scripts are no library, unless they look for each other elsewhere.
_FEW = 10
#: So many modules that are imported by their paths are no chance.
_SEVERAL = 3
#: Above this size in bytes, a file is no description.
_SIZE = 200_000
#: Where uv, Poetry and PDM are told that nothing is to be packaged.
_SAID = (("tool", "uv", "package"), ("tool", "poetry", "package-mode"), ("tool", "pdm", "distribution"))


@dataclass(frozen=True, slots=True)
class LooseCode:
    """The scripts and notebooks that lie in no package, in words.

    `shared` tells whether the project is one to install, or they import each other or repeat a function and
    are more than scripts that run as they lie.
    """

    listing: str
    shared: bool


@rule(Severity.ERROR, since="0.1")
def package_missing(loose: LooseCode) -> Iterator[Finding]:
    """The project's code is not in a package.

    You cannot install loose scripts and notebooks. They can import each other only from their own directory,
    and a test of one function runs the whole script. Move the code that production needs into a package,
    `src/<name>/`, and import it from scripts and notebooks.

    The rule ignores a script that is alone, without a `pyproject.toml`, and projects of which most modules
    lie in directories without `__init__.py` and are imported as `directory.module`, be it from the one
    directory that holds all of them. Most of the modules that others import are enough, if these are at least
    three. It ignores projects in which several modules import from other directories by relative imports. It
    also ignores workspace roots and projects that are not packaged: with `package = false` for uv,
    `package-mode = false` for Poetry, or `distribution = false` for PDM. Plug-ins and DAGs, which a program
    loads from a directory, need no package either, nor do the scripts in a directory `dags` beside a DAG. Nor
    do the scripts of a Snakemake workflow, an action of GitHub, a collection of Ansible, or functions that a
    platform such as AWS SAM and Azure Functions takes as they lie. Scripts that use no library for data or
    models, as those of a bot, a game or a web application, and jobs of Spark that do not import each other
    are started where they lie. A package of a project below the directory holds the code if scripts or
    notebooks import it. So does AWS Lambda the scripts whose function a template of CloudFormation calls, or
    those beside the Dockerfile of an image whose function it calls. Where no `pyproject.toml` has a project,
    `code-unpackaged` reports scripts and notebooks that neither import each other nor repeat a function. It
    also reports scripts that run as they lie: each imports only scripts beside it, and no module changes
    `sys.path`. Either they are at most ten and there are no notebooks, or the project answers no requests and
    the README starts one of them with `python`, or says that they are a collection of scripts or the code of
    a paper. A `pyproject.toml` that lists dependencies, without a build system, leaves them so.

    ```python steps/train.py bad
    import sys

    sys.path.append("..")

    from utils import load

    model = load("model.json")
    ```
    ```python utils.py bad
    def load(path):
        return path
    ```
    ```python train.py good
    from utils import load

    model = load("model.json")
    ```
    ```python utils.py good
    def load(path):
        return path
    ```
    ```python steps/train.py bad
    from utils import load

    model = load("model.json")
    ```
    ```python utils.py bad
    def load(path):
        return path
    ```

    ```dockerfile Dockerfile good
    FROM public.ecr.aws/lambda/python:3.12
    COPY . .
    CMD ["predict.run"]
    ```
    ```python predict.py good
    import sys

    sys.path.append("models")

    from model import predict

    def run(event, context):
        return predict(event)
    ```
    ```python model.py good
    def predict(rows):
        return rows
    ```
    ```dockerfile Dockerfile bad
    FROM python:3.12
    COPY . .
    CMD ["predict.run"]
    ```
    ```python predict.py bad
    import sys

    sys.path.append("models")

    from model import predict

    def run(event, context):
        return predict(event)
    ```
    ```python model.py bad
    def predict(rows):
        return rows
    ```

    ```json stack.json good
    {"Type": "AWS::Lambda::Function", "Properties": {"Handler": "predict.handle"}}
    ```
    ```python predict.py good
    import sys

    sys.path.append("models")

    from model import predict

    def handle(event, context):
        return predict(event)
    ```
    ```python model.py good
    def predict(rows):
        return rows
    ```
    ```json stack.json bad
    {"Type": "AWS::Lambda::Function", "Properties": {"Handler": "other.handle"}}
    ```
    ```python predict.py bad
    import sys

    sys.path.append("models")

    from model import predict

    def handle(event, context):
        return predict(event)
    ```
    ```python model.py bad
    def predict(rows):
        return rows
    ```

    ```text README.md good
    # Churn
    Scripts of the paper "Who leaves".
    ```
    ```notebook good
    cells = [{ source = "import pandas" }]
    ```
    ```python train.py good
    from utils import load

    model = load("model.json")
    ```
    ```python utils.py good
    def load(path):
        return path
    ```
    ```text README.md bad
    # Churn
    Scripts and models of a service. See the paper "Who leaves".
    ```
    ```notebook bad
    cells = [{ source = "import pandas" }]
    ```
    ```python train.py bad
    from utils import load

    model = load("model.json")
    ```
    ```python utils.py bad
    def load(path):
        return path
    ```

    ```notebook bad
    cells = [{ source = "from rows import load" }]
    ```
    ```python rows.py bad
    def load(path):
        return path
    ```
    ```notebook good
    cells = [{ source = "import pandas" }]
    ```
    ```python src/demo/__init__.py good
    ```
    ```notebook good
    cells = [{ source = "import demo" }]
    ```

    ```toml good
    [project]
    name = "demo"
    ```
    ```python demo.py good
    def load(path):
        return path
    ```

    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demonstration"
    ```
    ```python demo.py good
    def load(path):
        return path
    ```

    ```python bot.py good
    from replies import answer

    print(answer("hello"))
    ```
    ```python replies.py good
    def answer(text):
        return text.upper()
    ```

    ```python clean_job.py good
    from pyspark.sql import SparkSession

    SparkSession.builder.getOrCreate()
    ```
    ```python fit_job.py good
    from pyspark.sql import SparkSession

    SparkSession.builder.getOrCreate()
    ```

    ```python clean_job.py bad
    from pyspark.sql import SparkSession

    from rows import load

    load(SparkSession.builder.getOrCreate())
    ```
    ```python lib/rows.py bad
    def load(session):
        return session.read.csv("rows.csv")
    ```

    ```python backup.py good
    def load(path):
        return path

    print(load("notes.txt"))
    ```

    ```python setup.py good
    from setuptools import setup

    setup(name="Demo", py_modules=["demo_tools"])
    ```
    ```python demo_tools.py good
    def load(path):
        return path
    ```

    ```python train.py bad
    from config.paths import data

    print(data)
    ```
    ```python load.py bad
    def load(path):
        return path
    ```
    ```python evaluate.py bad
    from load import load

    print(load("data"))
    ```
    ```python config/paths.py bad
    data = "data"
    ```

    ```python train/run.py good
    from networks.forest import fit

    print(fit([1]))
    ```
    ```python networks/forest.py good
    from networks.tree import grow

    def fit(rows):
        return [grow(row) for row in rows]
    ```
    ```python networks/tree.py good
    def grow(row):
        return row
    ```

    ```python code/churn/rows/load.py good
    import pandas as pd

    from ..models.tree import grow
    ```
    ```python code/churn/models/tree.py good
    from ..rows.clean import clean
    ```
    ```python code/churn/rows/clean.py good
    def clean(rows):
        return rows
    ```
    ```python code/train.py good
    from churn.rows.load import load
    ```
    ```python code/evaluate.py good
    import pandas as pd
    ```
    ```python code/plot.py good
    import pandas as pd
    ```
    ```python code/churn/rows/load.py bad
    import pandas as pd
    ```
    ```python code/churn/models/tree.py bad
    from .leaf import leaf
    ```
    ```python code/churn/models/leaf.py bad
    def leaf(rows):
        return rows
    ```
    ```python code/train.py bad
    import pandas as pd
    ```

    ```python views.py good
    import sublime_plugin

    import marks
    ```
    ```python marks.py good
    def mark(view):
        return view
    ```

    ```text workflow/Snakefile good
    rule plot:
        script: "scripts/plot.py"
    ```
    ```python workflow/scripts/plot.py good
    print("plot")
    ```
    ```python workflow/scripts/table.py good
    print("table")
    ```

    ```json host.json good
    {"version": "2.0"}
    ```
    ```python function_app.py good
    from rows import load
    ```
    ```python rows.py good
    def load():
        return []
    ```

    ```python docs/conf.py good
    project = "documentation alone"
    ```

    ```toml good
    [project]
    name = "demo"

    [tool.uv]
    package = false
    ```
    ```python main.py good
    print("hello")
    ```

    ```toml good
    [tool.uv.workspace]
    members = ["backend"]
    ```
    ```python scripts/release.py good
    print("hello")
    ```
    """
    if loose.shared:
        yield Finding(f"no package holds the code, which is {loose.listing}", Location("."))


@fact
def loose_code(
    code: Code,
    layout: Layout,
    pyproject: Pyproject | None,
    profile: Profile,
    tree: Tree,
    dockerfiles: tuple[Dockerfile, ...],
) -> LooseCode | None:
    """Look for code that is in no package, though it is none of those that need none."""
    # A project that says that it is no package is run from where it lies.
    if pyproject is not None and any(pyproject.get(bool, *route) is False for route in _SAID):
        return None
    if pyproject is not None and pyproject.is_workspace_root:
        return None
    modules = [module for module in code.modules if module.role == "source" and not module.generated]
    steps = (*_steps(tree), *_dags(modules))
    modules = [module for module in modules if not module.path.startswith(steps)] if steps else modules
    notebooks = [book for book in code.notebooks if book.role == "source" and book.language == "python"]
    scripts = sorted(module.path for module in modules)
    books = sorted(book.path for book in notebooks)
    # A package that lies deeper is someone's idea of a layout, not the lack of one.
    packaged = any(path.endswith("/__init__.py") for path in scripts) or _import_as_packages(modules)
    if layout.packages or layout.modules or packaged or not (scripts or books):
        return None
    if _import_from_below(modules, notebooks, tree):
        return None
    # A program of one file has nothing to import.
    if len(scripts) == 1 and not books and pyproject is None:
        return None
    # setuptools and PDM take a module that is alone, whatever it is called.
    if len(scripts) == 1 and "/" not in scripts[0] and backend_of(pyproject) in ("setuptools", "pdm"):
        return None
    if not books and (are_plugins(modules) or any(path in tree.files for path in DEPLOYED)):
        return None
    if not books and (_is_called_by_lambda(scripts, tree) or _are_of_lambda(scripts, dockerfiles)):
        return None
    built = "setup.py" in tree.files or (pyproject is not None and pyproject.has("build-system"))
    if not books and not built and _are_started_where_they_lie(modules):
        return None
    scripts = [path for path in scripts if path != "__init__.py"] or scripts
    kinds = [kind for kind in (_several(scripts, "script"), _several(books, "notebook")) if kind]
    # Without a build system and commands, a list of dependencies is what the scripts need where they lie.
    listed = (
        not built
        and pyproject is not None
        and pyproject.has("project", "dependencies")
        and not pyproject.has("project", "scripts")
    )
    shared = built or (pyproject is not None and pyproject.has("project") and not listed)
    if not shared and (listed or _share_code(modules, notebooks)):
        # A name and a version alone are no sign that others install it.
        served = profile.is_served and not (listed and profile.name == "library")
        few = not books and len(modules) <= _FEW
        startable = set[str]() if books else {module.path for module in modules}
        run_alone = few or (not served and _run_as_they_lie(startable, tree))
        shared = not (run_alone and _import_beside(code.modules, modules))
    return LooseCode(" and ".join(kinds), shared)


def _share_code(modules: Sequence[ModuleSummary], notebooks: Sequence[NotebookSummary]) -> bool:
    """Tell whether a script or a notebook imports another script, or scripts have a function in common."""
    stems = {module.path.removesuffix(".py").rpartition("/")[2] for module in modules}
    for module in modules:
        own = module.path.removesuffix(".py").rpartition("/")[2]
        if any(item.level or not stems.isdisjoint(_names(item) - {own}) for item in module.imports):
            return True
    digests = [{item.digest for item in module.definitions if item.digest} for module in modules]
    if sum(map(len, digests)) > len(set[str]().union(*digests)):
        return True
    return any(not stems.isdisjoint(name.split(".")) for book in notebooks for name, _ in book.imports)


def _run_as_they_lie(startable: AbstractSet[str], tree: Tree) -> bool:
    """Tell whether the README starts a script, or says that the project is a collection or goes with a paper.

    `startable` are the scripts that count where it starts them.
    """
    return any(
        _COLLECTED.search(text[:_START]) or not startable.isdisjoint(_started(text))
        for text in _readmes(tree)
    )


def _started(text: str) -> Iterator[str]:
    """Yield the paths of the scripts that a README starts, at the root or in a directory that it enters."""
    found = _STARTS.findall(text)
    yield from found
    for folder in _ENTERS.findall(text):
        yield from (f"{folder.strip('./')}/{name}" for name in found)


def _import_beside(every: Sequence[ModuleSummary], modules: Sequence[ModuleSummary]) -> bool:
    """Tell whether scripts import only what lies beside them.

    `every` are all modules: a test that looks for the scripts elsewhere shows that they do not.
    """
    if any(use.startswith("sys.path") for module in every for use in _uses(module)):
        return False
    paths = {module.path for module in modules}
    parts = {part for path in paths for part in path.removesuffix(".py").split("/")}
    for module in modules:
        folder = module.path.rpartition("/")[0]
        for item in module.imports:
            top = item.module.partition(".")[0]
            beside = f"{folder}/{top}.py" if folder else f"{top}.py"
            if item.level or (top in parts and beside not in paths):
                return False
    return True


def _readmes(tree: Tree) -> Iterator[str]:
    """Yield the texts of the READMEs at the root."""
    for path in sorted(tree.files):
        if _README.fullmatch(path) and not tree.exceeds(path, _SIZE):
            yield tree.text(path, strict=False)


def _uses(module: ModuleSummary) -> Iterator[str]:
    yield from module.uses
    yield from module.main_uses
    for definition in module.definitions:
        yield from definition.uses


def _is_called_by_lambda(scripts: Collection[str], tree: Tree) -> bool:
    """Tell whether a template of CloudFormation at the root has AWS Lambda call a function of a script."""
    for path in tree.files:
        if "/" in path or not path.endswith(_TEMPLATES) or tree.exceeds(path, _SIZE):
            continue
        text = tree.text(path, strict=False)
        if "AWS::Lambda::Function" in text and any(
            f"{name}.py" in scripts for name in _HANDLER.findall(text)
        ):
            return True
    return False


def _are_of_lambda(scripts: Collection[str], dockerfiles: Sequence[Dockerfile]) -> bool:
    """Tell whether all scripts lie beside the Dockerfile of an image that has AWS Lambda call one of them."""
    for file in dockerfiles:
        base = file.path.rpartition("/")[0]
        base = f"{base}/" if base else ""
        called = {f"{base}{word.rpartition('.')[0]}.py" for word in file.started if "." in word}
        if not called.isdisjoint(scripts) and is_lambda_image(file.text):
            return all(path.startswith(base) for path in scripts)
    return False


def _names(item: Import) -> set[str]:
    return {*item.module.split("."), item.name or ""}


def _import_from_below(
    modules: Sequence[ModuleSummary], notebooks: Sequence[NotebookSummary], tree: Tree
) -> bool:
    """Tell whether scripts or notebooks import a package of a project that lies below the directory."""
    bases = sources_below(tree)
    if not bases:
        return False
    tops = {item.module.partition(".")[0] for module in modules for item in module.imports if not item.level}
    tops.update(name.partition(".")[0] for book in notebooks for name, _ in book.imports)
    return any(tree.exists(f"{base}/{top}/__init__.py") for base in bases for top in sorted(tops - {""}))


def _are_started_where_they_lie(modules: Sequence[ModuleSummary]) -> bool:
    """Tell whether scripts use no library for data or models, or are jobs of Spark that share no code."""
    used = {item.module.partition(".")[0] for module in modules for item in module.imports if not item.level}
    stems = {module.path.removesuffix(".py").rpartition("/")[2] for module in modules}
    if "pyspark" in used and used.isdisjoint(stems):
        return True
    return used.isdisjoint(_OF_DATA) and not any(_MODELS.intersection(path_words(stem)) for stem in stems)


def _import_as_packages(modules: Sequence[ModuleSummary]) -> bool:
    """Tell whether most modules are imported by their paths, as those of namespace packages.

    It is enough if most of those are that anything imports, and they are at least three. The paths start at
    the root, or at the one directory below it that holds all modules.
    """
    every = {module.path.removesuffix(".py") for module in modules}
    base = posixpath.commonpath({path.rpartition("/")[0] for path in every}) if every else ""
    paths = {path[len(base) + 1 :] for path in every} if base else every
    named = {item.module.replace(".", "/") for module in modules for item in module.imports if not item.level}
    named |= {
        f"{item.module.replace('.', '/')}/{item.name}"
        for module in modules
        for item in module.imports
        if item.name and not item.level
    }
    for known in (every, paths):
        imported = known & named
        inside = sum("/" in path for path in imported)
        if inside * 2 > len(known) or (inside >= _SEVERAL and inside * 2 > len(imported)):
            return True
    return sum(_imports_from_beside(module, every) for module in modules) > 1


def _imports_from_beside(module: ModuleSummary, paths: Collection[str]) -> bool:
    """Tell whether a module imports one of another directory by its place, as only code of a package can."""
    inside = module.path.removesuffix(".py").split("/")
    for item in module.imports:
        target = "/".join(item.target(inside, is_package=False)) if item.level > 1 else ""
        if "/" in target and (target in paths or f"{target}/{item.name}" in paths):
            return True
    return False


def _steps(tree: Tree) -> tuple[str, ...]:
    """Return the directories of the scripts that are the steps of Snakemake workflows: beside a Snakefile."""
    found = (path.rpartition("Snakefile")[0] for path in tree.files if path.endswith("Snakefile"))
    return tuple(f"{base}scripts/" for base in found)


def _dags(modules: Sequence[ModuleSummary]) -> set[str]:
    """Return the directories of Airflow's DAGs: it finds there what they import, too."""
    return {
        f"{before}{folder}"[1:]
        for module in modules
        for before, folder, _ in (f"/{module.path}".rpartition("/dags/"),)
        if folder and "airflow" in module.libraries
    }


def _several(paths: list[str], kind: str) -> str:
    """Return up to three paths in words, and how many more there are."""
    return f"the {agreeing(len(paths), kind, kind + 's')} {and_more(paths, 3)}" if paths else ""
