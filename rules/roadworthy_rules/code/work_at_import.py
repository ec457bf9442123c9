import ast
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from roadworthy import (
    DistributionContents,
    Finding,
    Import,
    Layout,
    Location,
    Module,
    ModuleSummary,
    NotebookSummary,
    OpenedPath,
    Profile,
    Severity,
    dotted,
    fact,
    is_standard,
    last_name,
    nodes_of,
    providers,
    rule,
    takes_event,
)
from roadworthy_rules._hosts import is_started_by_host
from roadworthy_rules._names import named
from roadworthy_rules.code._work import calls_in, is_script, top_level, work_in

#: What a script does that reads data or runs, and prints, plots or writes what it found in them.
_FILES = frozenset(
    "dump genfromtxt input load load_dataset loadtxt makedirs mkdir open read_csv read_excel read_json"
    " read_parquet read_pickle set_experiment set_tracking_uri show".split()
)
#: How a script shows what it read, or writes it elsewhere.
_SHOWS = re.compile(
    r"plot|\.(?:describe|dtypes|head|hist|info|isna|isnull|nunique|shape|unique|value_counts)\b"
    r"|\.(?:dump|save|savetxt|savez|to_\w+|write|writelines|writerow|writerows)\(|\b(?:makedirs|mkdir|shutil)\b"
)
#: How a script keeps or shows its figure.
_FIGURE = frozenset(("savefig", "show"))


#: What a script has that trains: others want to call, repeat and test that.
_TRAINS = re.compile(
    r"\.(?:backward|fit|fit_generator|fit_transform|train|train_on_batch)\(|\boptim\.\w++\(|\boptimizer\.\w|Trainer\("
)


#: What groups the rows that it is given, or draws them in fewer dimensions: hardly anything for later.
_CLUSTERS = frozenset(
    "AgglomerativeClustering DBSCAN HDBSCAN MDS MeanShift OPTICS SpectralClustering TSNE".split()
)
#: Calls that make directories, and that read the arguments of a program.
_MAKES = frozenset(("makedirs", "mkdir"))
_READS = frozenset(("parse_args", "parse_known_args"))

#: Calls that read what a function needs for each event.
_LOADS = frozenset("SentenceTransformer from_pretrained load load_model open read_csv read_parquet".split())

#: What is said before an application is made, by which it logs, or where its models are.
_BEFORE = frozenset(("dictConfig", "fileConfig", "set_tracking_uri"))
_APPLICATION = re.compile(
    r"^\w+ = (?:\w+\.)?(?:Celery|Dash|FastAPI|Flask|Litestar|Quart|Sanic|Starlette)\(", re.MULTILINE
)

#: What asks a server, and the block by which a script says that the rest of it may be imported.
_DOWNLOADS = frozenset("httpx.get requests.get urllib.request.urlopen urllib.request.urlretrieve".split())
_MAIN = re.compile(r"(?m)^if __name__ == [\"']__main__[\"']:")

#: What shows something as soon as it is called.
_PRINTS = frozenset("display plt.show plt.savefig pprint print pyplot.show".split())

#: Modules of packages that are named for being started.
_STARTED = ("main", "run")


@dataclass(frozen=True, slots=True)
class ImportWork:
    """The work that a module does on import, and where it stands.

    `shared` tells whether the module trains a model or downloads something, and defines what others may want;
    `makes` whether all that it does is to make directories, and `starts` whether it runs from top to bottom.
    `sets_up` tells whether a script with a main block does no more than set up its logging or tracking, and
    `loads` whether the module only reads files. `lines` are those of the calls.
    """

    at: Location
    message: str
    shared: bool
    makes: bool
    starts: bool
    sets_up: bool
    loads: bool
    lines: tuple[int, ...]


@rule(Severity.WARNING, since="0.1", handwritten=True)
def work_at_import(
    module: ModuleSummary,
    works: tuple[ImportWork, ...],
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    layout: Layout,
    profile: Profile,
    contents: DistributionContents | None,
    opened: tuple[OpenedPath, ...],
) -> Iterator[Finding]:
    """A module does its work on import: it reads data or arguments, trains, or calls a service.

    Tests cannot import any part of it without the file, the time or the network that this needs, and every
    importing program gets its directories, logging or tracking server. Move the work into functions, and call
    them from `main()` under `if __name__ == "__main__":`.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python bad
    import pandas as pd

    rows = pd.read_csv("churn.csv")
    model = Model()
    model.fit(rows)
    ```
    ```python src/demo/__init__.py bad
    ```
    ```python src/demo/settings.py bad
    import logging.config
    from pathlib import Path

    import mlflow

    Path("logs").mkdir(exist_ok=True)
    mlflow.set_tracking_uri("https://tracking.example.org")
    logging.config.dictConfig({"version": 1})
    ```
    ```python good
    import pandas as pd
    from demo.canvas import view
    from rich.panel import Panel

    view.fit()
    frame = Panel.fit("churn", height=3)

    def load(path):
        return pd.read_csv(path)

    if __name__ == "__main__":
        print(load("churn.csv"))
    ```

    The rule ignores files beside the module, which belong to it, and Streamlit pages, which run from top to
    bottom. It ignores scripts that define nothing, and only plot or describe data or write it to other files,
    scripts that draw a figure with functions of their own, and files such as `plot-churn.py`, which no import
    can name. It ignores scripts outside of packages that no other file imports, and in projects that build
    nothing also those in packages; `script-unimportable` and `code-outside-functions` report some of them. It
    ignores the logging and the tracking server of a module that makes an application: both are set up before
    it. It ignores those of a script with a main block that no code but tests imports. A module with a
    function that a platform such as AWS Lambda calls for each event may read its model before the first one.
    An import of another project, such as `torch.utils.data`, is none of an own script `data.py`.

    ```python src/demo/__init__.py good
    ```
    ```python src/demo/app.py good
    from logging.config import dictConfig

    import mlflow
    from flask import Flask

    dictConfig({"version": 1})
    mlflow.set_tracking_uri("https://tracking.example.org")
    app = Flask(__name__)
    ```
    ```python src/demo/fill.py good
    from logging.config import dictConfig

    dictConfig({"version": 1})

    def fill(table):
        table.add(1)

    if __name__ == "__main__":
        fill(set())
    ```
    ```python tests/test_fill.py good
    from demo.fill import fill

    def test_fill():
        fill(set())
    ```
    ```python src/demo/__init__.py bad
    ```
    ```python src/demo/fill.py bad
    from logging.config import dictConfig

    dictConfig({"version": 1})

    def fill(table):
        table.add(1)

    if __name__ == "__main__":
        fill(set())
    ```
    ```python src/demo/serve.py bad
    from demo.fill import fill

    def serve(table):
        fill(table)
    ```
    ```python fit.py good
    import pandas as pd

    def clean(rows):
        return rows.dropna()

    rows = clean(pd.read_csv("churn.csv"))
    model = Model()
    model.fit(rows)
    print(model.score(rows))
    ```
    ```python fit.py bad
    import pandas as pd

    def clean(rows):
        return rows.dropna()

    rows = clean(pd.read_csv("churn.csv"))
    model = Model()
    model.fit(rows)
    print(model.score(rows))
    ```
    ```python predict.py bad
    from fit import clean

    print(clean(None))
    ```
    ```python words.py good
    import requests

    def words():
        return requests.get("https://example.org/words.json", timeout=30).json()

    if __name__ == "__main__":
        print("churn" in words())
    ```
    ```python serve.py good
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)

    def serve(port):
        print(port)

    serve(parser.parse_args().port)
    ```
    ```python serve.py bad
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)

    def serve(port):
        print(port)

    serve(parser.parse_args().port)
    ```
    ```python start.py bad
    from serve import serve

    serve(80)
    ```

    ```python good
    import matplotlib.pyplot as plt
    import pandas as pd

    rows = pd.read_csv("churn.csv")
    plt.plot(rows)
    plt.savefig("churn.png")
    ```
    ```python good
    import pandas as pd

    rows = pd.read_csv("churn.csv")
    print(rows.isna().sum())
    rows.dropna().to_csv("clean.csv")
    ```
    ```python src/demo/plot-churn.py good
    import pandas as pd

    rows = pd.read_csv("churn.csv")

    def draw():
        rows.plot()

    draw()
    ```
    ```python good
    import matplotlib.pyplot as plt
    import mlflow

    mlflow.set_tracking_uri("https://tracking.example.org")
    for name in ("east", "west"):
        plt.bar(name, mlflow.get_run(name).data.metrics["loss"])
    plt.show()
    ```
    ```python good
    import matplotlib.pyplot as plt
    import pandas as pd

    rows = pd.read_csv("churn.csv")

    def smooth(values):
        return values.rolling(7).mean()

    for name in ("age", "churned"):
        plt.plot(smooth(rows[name]))
        plt.savefig(f"{name}.png")
    ```
    ```python lessons/__init__.py good
    ```
    ```python lessons/first.py good
    import pandas as pd

    rows = pd.read_csv("churn.csv")
    model = Model()
    model.fit(rows)
    print(model.score(rows))
    ```
    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```python src/demo/tune.py bad
    import pandas as pd

    rows = pd.read_csv("churn.csv")
    model = Model()
    model.fit(rows)
    print(model.score(rows))
    ```
    ```python bad
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int)
    options = parser.parse_args()

    def train(model):
        model.train(options.epochs)
    ```
    ```python src/demo/__init__.py bad
    ```
    ```python src/demo/figures.py bad
    import matplotlib.pyplot as plt
    import pandas as pd

    rows = pd.read_csv("churn.csv")

    def draw():
        plt.plot(rows)
    ```
    ```python good
    import pandas as pd

    SAMPLE = False
    if SAMPLE:
        print(pd.read_csv("churn.csv"))
    ```
    ```python good
    from importlib.resources import files
    from pathlib import Path

    import pandas as pd

    HERE = Path(__file__).parent
    VERSION = open(HERE / "VERSION").read()
    RATES = pd.read_csv(files("demo") / "rates.csv")
    ```
    ```python good
    import pandas as pd
    import streamlit as st

    st.dataframe(pd.read_csv("churn.csv"))
    ```

    ```python evaluate.py good
    import joblib

    from evaluation.evaluate import measure

    model = joblib.load("model.joblib")

    def show():
        print(measure(model))

    show()
    ```
    ```python evaluation/evaluate.py good
    def measure(model):
        return model.score()
    ```

    In an application, and where nothing is built, it ignores modules that only make directories. A library
    must not make any.

    ```toml good
    [tool.uv]
    package = false
    ```
    ```dockerfile good
    FROM python:3.13
    COPY . .
    CMD ["python", "-m", "demo.app"]
    ```
    ```python demo/__init__.py good
    ```
    ```python demo/app.py good
    from fastapi import FastAPI

    from demo.logs import FILE

    app = FastAPI()
    print(FILE)
    ```
    ```python demo/logs.py good
    import os

    os.makedirs("logs", exist_ok=True)
    FILE = "logs/demo.log"

    def name():
        return FILE
    ```
    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    classifiers = ["Topic :: Software Development :: Libraries"]
    ```
    ```python src/demo/__init__.py bad
    ```
    ```python src/demo/logs.py bad
    import os

    os.makedirs("logs", exist_ok=True)

    def name():
        return "logs/demo.log"
    ```

    Files of the package that it opens by a path from the root are left to `resource-path-relative`.

    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"
    version = "1.0"
    ```
    ```python churn/__init__.py good
    ```
    ```json churn/rates.json good
    {}
    ```
    ```python churn/rates.py good
    import json

    with open("churn/rates.json") as file:
        RATES = json.load(file)

    def rate(name):
        return RATES[name]
    ```

    ```python infer.py good
    import pickle

    model = pickle.load(open("model.pkl", "rb"))

    def handler(event, context):
        return model.predict(event)
    ```
    ```python try_it.py good
    from infer import handler

    print(handler([1], None))
    ```
    ```python infer.py bad
    import pickle

    model = pickle.load(open("model.pkl", "rb"))

    def infer(rows):
        return model.predict(rows)
    ```
    ```python try_it.py bad
    from infer import infer

    print(infer([1]))
    ```

    It ignores scripts in directories of tools beside the packages, even with an `__init__.py`.

    ```python src/demo/__init__.py good
    ```
    ```python utils/__init__.py good
    ```
    ```python utils/build.py good
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--target")
    target = parser.parse_args().target

    def build():
        print(target)

    build()
    ```

    So it does scripts that no `import` can name, or that Snakemake or SCons reads from top to bottom.

    ```python 2019/day_07.py good
    with open("churn.txt") as file:
        rows = file.read().split()

    def total():
        return sum(map(int, rows))
    ```
    ```python scripts/plot-churn.py good
    import pandas as pd

    rows = pd.read_csv("churn.csv")

    def total():
        return rows.sum()
    ```
    ```python workflow/scripts/churn.py good
    import pandas as pd

    rows = pd.read_csv(snakemake.input[0])

    def total():
        return rows.sum()
    ```
    """
    for work in works:
        if work.at.file != module.path:
            continue
        if work.makes and (contents is None or profile.name != "library"):
            continue
        # `resource-path-relative` says what is wrong with opening a file of the package.
        own = {item.at.span.line for item in opened if item.at.file == module.path and item.at.span}
        if profile.name == "library" and own.issuperset(work.lines):
            continue
        # What a platform calls for each event reads its model once, before the first of them.
        if work.loads and any(takes_event(module.path, item) for item in module.definitions):
            continue
        if work.sets_up and not is_named(module.path, modules):
            continue
        # What no build packs, and runs from top to bottom, is a script wherever it lies.
        packed = contents is not None or not work.starts
        if is_imported(module.path, modules, notebooks, layout, packed=packed):
            yield Finding(work.message, work.at)


@fact
def import_work(module: Module) -> tuple[ImportWork, ...]:
    """Look for work at the top level of a module that an import can name."""
    name = module.path.rpartition("/")[2]
    if module.role != "source" or not module.in_package or name in ("__main__.py", "setup.py"):
        return ()
    if _is_unnameable(module.path) or is_started_by_host(module.text):
        return ()
    found = work_in(module)
    # Nothing can be imported from a script that shows what files hold, and it keeps nothing that others need.
    files = _FILES.issuperset(call.rpartition(".")[2] for call in found)
    if files and ((is_script(module) and _SHOWS.search(module.text)) or _draws(module)):
        return ()
    if not found:
        return ()
    listing = named(f"{name}(...)" for name in found)
    verb = "run" if len(found) > 1 else "runs"
    lasts = {call.rpartition(".")[2] for call in found}
    if lasts <= _BEFORE and _APPLICATION.search(module.text):
        return ()
    at = module.at(next(iter(found.values())))
    # Who only reads arguments and makes directories is started, whatever it trains in functions.
    works = not lasts <= _MAKES | _READS and _trains(module)
    downloads = not _DOWNLOADS.isdisjoint(found) and _MAIN.search(module.text) is not None
    shared = _defines(module) and (works or downloads)
    lines = tuple(call.lineno for call in found.values())
    starts = (is_script(module) and not lasts <= _BEFORE | _MAKES) or _prints(module)
    sets_up = lasts <= _BEFORE and _MAIN.search(module.text) is not None
    loads, makes = lasts <= _LOADS, lasts <= _MAKES
    return (ImportWork(at, f"{listing} {verb} on import", shared, makes, starts, sets_up, loads, lines),)


def _prints(module: Module) -> bool:
    """Tell whether the top level of a module prints or shows something."""
    values = (item.value for item in top_level(module.tree.body) if isinstance(item, ast.Expr))
    return any(isinstance(value, ast.Call) and dotted(value.func) in _PRINTS for value in values)


def _defines(module: Module) -> bool:
    """Tell whether a module has a function or class that another could import."""
    return any(isinstance(item, (ast.FunctionDef, ast.ClassDef)) for item in module.tree.body)


def _trains(module: Module) -> bool:
    """Tell whether a module trains a model, and does not only look for clusters in its own rows."""
    if not _TRAINS.search(module.text):
        return False
    if any(match[0] not in (".fit(", ".fit_transform(") for match in _TRAINS.finditer(module.text)):
        return True
    made = {
        target.id: last_name(node.value.func)
        for node in nodes_of(module, ast.Assign)
        if isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    fitted = (
        call.func.value
        for call in nodes_of(module, ast.Call)
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("fit", "fit_transform")
    )
    return not all(isinstance(owner, ast.Name) and made.get(owner.id) in _CLUSTERS for owner in fitted)


def is_imported(
    path: str,
    modules: Collection[ModuleSummary],
    notebooks: Collection[NotebookSummary],
    layout: Layout,
    *,
    packed: bool,
) -> bool:
    """Tell whether a module may be imported: it lies in a package, or an import has its name.

    A package counts only if it is `packed`. A directory of tools beside the packages, such as `utils`, may
    have an `__init__.py` as well.
    """
    parent, _, name = path.rpartition("/")
    stem = name.removesuffix(".py")
    start = f"{parent}/__init__.py" if parent else "__init__.py"
    known = packed and layout.owns(path) and stem not in _STARTED
    if known and any(other.path == start for other in modules):
        return True
    ends = [name for book in notebooks for name, _ in book.imports if name.rpartition(".")[2] == stem]
    if any(name == stem or not is_of_others(name.partition(".")[0], modules) for name in ends):
        return True
    return any(_means(item, path, modules) for other in modules for item in other.imports)


def is_named(path: str, modules: Collection[ModuleSummary]) -> bool:
    """Tell whether an import of a module that is no test may be of the module at a path."""
    others = (other for other in modules if other.role != "test" and other.path != path)
    return any(_means(item, path, modules) for other in others for item in other.imports)


def _means(item: Import, path: str, modules: Collection[ModuleSummary]) -> bool:
    """Tell whether an import may be of the module at a path, wherever Python is started."""
    own = path.removesuffix(".py").split("/")
    parts = [*item.module.split("."), *filter(None, (item.name,))]
    if own[-1] not in parts:
        return False
    if item.level:
        return True
    for length in range(1, len(parts) + 1):
        named = parts[:length]
        if own[-length:] == named:
            return True
        # What is started above the project has more names in front, if these are of no other module.
        if named[-len(own) :] == own:
            below = f"/{'/'.join(named)}.py"
            if any(f"/{other.path}".endswith(below) for other in modules):
                return False
            return not is_of_others(parts[0], modules)
    return False


def is_of_others(top: str, modules: Collection[ModuleSummary]) -> bool:
    """Tell whether the first name of an import is another project's, not a directory's above this one.

    It is if a distribution is known by it, or some import that begins with it names nothing below the root.
    """
    if is_standard(top) or providers(top):
        return True
    own = {part.removesuffix(".py") for module in modules for part in module.path.split("/")}
    return any(
        own.isdisjoint((*item.module.split(".")[1:], item.name or ""))
        for module in modules
        for item in module.imports
        if not item.level and item.module.partition(".")[0] == top
    )


def _is_unnameable(path: str) -> bool:
    """Tell whether no `import` names a file: its name is no identifier, or that of its directory is a number.

    A directory such as `my-service` is often where a program is started, and its files import each other; one
    for a day or a chapter is not.
    """
    *parents, name = path.split("/")
    return not name.removesuffix(".py").isidentifier() or any(part[:1].isdigit() for part in parents)


def _draws(module: Module) -> bool:
    """Tell whether a module is a script for a figure, all functions of which are for itself."""
    if not any(name in module.text for name in _FIGURE):
        return False
    calls = (call for statement in top_level(module.tree.body) for call in calls_in(statement))
    if not any(isinstance(call.func, ast.Attribute) and call.func.attr in _FIGURE for call in calls):
        return False
    own = [item for item in module.tree.body if isinstance(item, (ast.FunctionDef, ast.ClassDef))]
    return all(isinstance(item, ast.FunctionDef) and module.text.count(item.name) > 1 for item in own)
