"""What notebooks show, what draws by chance, and what trackers store by themselves."""

from __future__ import annotations

import json

import pytest

from tests.facts.operations.support import IMAGE, SERVE, answers

SERVICE = {"serve.py": SERVE, "watch.py": "def check(row, other): ...\n"}


def state(practice: str, files: dict[str, str]) -> str:
    return answers({**SERVICE, **files})[practice].state


def notebook(code: str) -> dict[str, str]:
    cell: dict[str, object] = {
        "cell_type": "code",
        "source": code,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    return {
        "work/train.ipynb": json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    }


FITS = (
    "import joblib\nimport pandas as pd\nfrom sklearn.svm import SVC\nfrom sklearn.model_selection import *\n"
)
FITS += "rows = {data}\ntrain, test = train_test_split(rows{seed})\n"
FITS += "model = {model}\nmodel.fit(train)\n{keeps}\n"
KEPT = {"data/rows.csv": "a\n1\n"}
KEEPS = "joblib.dump(model, 'm')"
SEED = ", random_state=1"


@pytest.mark.parametrize(
    ("data", "seed", "model", "more", "want"),
    [
        ("pd.read_csv('../data/rows.csv')", SEED, "SVC()", KEPT, "partly"),
        ("pd.read_csv('../data/rows.csv')", "", "SVC()", KEPT, "partly"),
        ("pd.read_csv(URL)", SEED, "SVC()", {}, "partly"),
        ("pd.read_csv(URL)", "", "SVC()", {}, "no"),
        ("pd.read_csv(URL)", SEED, "RandomForestClassifier(n_jobs=2)", {}, "no"),
        ("pd.read_csv(URL)", "", "SVC()", KEPT, "unknown"),
        ("load_iris()", "", "SVC()", {}, "partly"),
        ("ROWS", "", "SVC()", {}, "unknown"),
    ],
)
def test_a_training_in_a_notebook_is_no_more_than_a_half(
    data: str, seed: str, model: str, more: dict[str, str], want: str
) -> None:
    code = FITS.format(data=data, seed=seed, model=model, keeps=KEEPS)
    assert state("training-reproducible", {**notebook(code), **more}) == want


@pytest.mark.parametrize(
    ("other", "want"),
    [("RandomForestClassifier(random_state=3)", "unknown"), ("RandomForestClassifier()", "no")],
)
def test_which_of_several_models_a_notebook_keeps_is_unknown(other: str, want: str) -> None:
    code = FITS.format(data="pd.read_csv(URL)", seed=SEED, model="DecisionTreeClassifier()", keeps=KEEPS)
    assert state("training-reproducible", notebook(f"{code}\nother = {other}.fit(ROWS)\n")) == want


def test_a_notebook_that_keeps_no_model_trains_none() -> None:
    code = FITS.format(data="pd.read_csv(URL)", seed="", model="SVC()", keeps="")
    assert state("training-reproducible", notebook(code)) == "not-applicable"


@pytest.mark.parametrize(
    ("code", "want"),
    [
        ("import shap\nshap.TreeExplainer(MODEL)", "partly"),
        ("from lime import lime_tabular as lime\nlime.LimeTabularExplainer(A).explain_instance(B)", "partly"),
        ("from sklearn.inspection import PartialDependenceDisplay as P\nP.from_estimator(MODEL)", "no"),
        ("import shap", "no"),
        ("from sklearn.metrics import RocCurveDisplay\nRocCurveDisplay.from_estimator(MODEL)", "no"),
        ("sorted(MODEL.feature_importances_)", "no"),
    ],
)
def test_a_notebook_may_explain_what_is_served(code: str, want: str) -> None:
    assert state("predictions-explained", notebook(code)) == want


SHOWS = """import joblib

MODEL = joblib.load("m.pkl")


def weights():
    {body}
    return dict(zip(NAMES, MODEL.{name}))
"""


@pytest.mark.parametrize(
    ("body", "name", "want"),
    [
        ("pass", "feature_importances_", "yes"),
        ("pass", "classes_", "no"),
        ("MODEL.fit(ROWS)", "feature_importances_", "unknown"),
    ],
)
def test_a_route_that_shows_importances_explains(body: str, name: str, want: str) -> None:
    serve = SERVE + '\n\n@app.get("/weights")\ndef weights():\n    return watch.weights()\n'
    files = {"serve.py": serve, "watch.py": SHOWS.format(body=body, name=name)}
    assert state("predictions-explained", files) == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("import seaborn\n", "no"),
        ("import seaborn, cv2\n", "no"),
        ("import cv2\n", "unknown"),
    ],
)
def test_a_chart_of_squares_explains_nothing(line: str, want: str) -> None:
    files = {"watch.py": f"{line}\n\ndef check(row, other):\n    return DRAW.heatmap(row)\n"}
    assert state("predictions-explained", files) == want


TRAIN = "import joblib\nimport pandas as pd\n{imports}\n\n\ndef train():\n    rows = pd.read_csv({data})\n"
TRAIN += "    {split}\n    model = {model}.fit(rows)\n    joblib.dump(model, 'm.pkl')\n"
SPLIT = "rows, rest = train_test_split(rows, random_state=1)"


@pytest.mark.parametrize(
    ("data", "split", "model", "want"),
    [
        ("'data/rows.csv'", "pass", "XGBClassifier(n_estimators=9)", "yes"),
        ("'data/rows.csv'", SPLIT, "XGBClassifier(n_estimators=9)", "yes"),
        ("'data/rows.csv'", "rows = rows.sample(frac=1)", "XGBClassifier(n_estimators=9)", "partly"),
        ("URL", "pass", "XGBClassifier(n_estimators=9)", "partly"),
        ("URL", SPLIT, "XGBClassifier(n_estimators=9)", "partly"),
        ("URL", SPLIT, "RandomForestClassifier(n_estimators=9)", "no"),
        ("URL", SPLIT, "RandomForestClassifier(random_state=1)", "partly"),
        ("URL", "rows, rest = train_test_split(rows)", "RandomForestClassifier(random_state=1)", "no"),
        ("URL", "a, b = train_test_split(rows, shuffle=False)", "MLPClassifier(random_state=1)", "partly"),
        ("URL", SPLIT + "\n    SMOTEENN(n_jobs=1)", "XGBClassifier()", "no"),
        ("URL", SPLIT + "\n    SMOTE(random_state=1)", "XGBClassifier()", "partly"),
    ],
)
def test_all_that_draws_wants_a_seed(data: str, split: str, model: str, want: str) -> None:
    known = "from sklearn.ensemble import RandomForestClassifier" if "Forest" in model else "import xgboost"
    code = TRAIN.format(imports=known, data=data, split=split, model=model)
    files = {"train.py": code, **(KEPT if "rows.csv" in data else {})}
    assert state("training-reproducible", files) == want


STEP = "import learner\nfrom balance import balance\n\n\ndef run():\n    return learner.NAME, balance()\n"


@pytest.mark.parametrize(("path", "want"), [("pipeline.py", "no"), ("report.py", "partly")])
def test_a_pipeline_runs_what_draws_beside_the_training(path: str, want: str) -> None:
    files = {
        "learner.py": TRAIN.format(
            imports="import xgboost", data="URL", split=SPLIT, model="XGBClassifier()"
        ),
        "balance.py": "def balance():\n    return SMOTE(k_neighbors=5).fit_resample(ROWS)\n",
        path: STEP,
    }
    assert state("training-reproducible", files) == want


FIND = "import pymongo\nimport pandas as pd\n\nROWS = pymongo.MongoClient().a.b\n\n\ndef rows():\n"
FIND += "    return pd.DataFrame(ROWS.{}())\n"


@pytest.mark.parametrize(("method", "want"), [("find", "partly"), ("count", "unknown")])
def test_rows_of_a_document_store_are_not_those_that_git_keeps(method: str, want: str) -> None:
    code = TRAIN.format(imports="import xgboost", data="FILE", split=SPLIT, model="XGBClassifier()")
    files = {"train.py": code, "data/other.csv": "a\n1\n", "rows.py": FIND.format(method)}
    assert state("training-reproducible", files) == want


LOGS = (
    "import mlflow\n\n\ndef train():\n    with mlflow.start_run():\n        model = SVC().fit(read_sql(Q))\n"
)
LOGS += "        mlflow.{}(model, 'm')\n        {}\n"


@pytest.mark.parametrize(
    ("logs", "more", "image", "want"),
    [
        ("sklearn.log_model", "", "", "partly"),
        ("sklearn.log_model", "mlflow.log_input(rows)", "", "yes"),
        ("sklearn.save", "", "", "no"),
        ("sklearn.log_model", "", "CMD python train.py\n", "unknown"),
        ("sklearn.log_model", "", "CMD python -m train\n", "unknown"),
        ("sklearn.log_model", "", "CMD python serve.py\n", "partly"),
        ("sklearn.log_model", "mlflow.set_tag('git_commit', C)", "CMD python train.py\n", "partly"),
    ],
)
def test_mlflow_stores_the_commit_of_a_script(logs: str, more: str, image: str, want: str) -> None:
    files = {"train.py": LOGS.format(logs, more), "Dockerfile": image or IMAGE}
    assert state("lineage-kept", files) == want


PUSHES = """on: {{push: {{branches: [main]}}}}
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - id: names
        run: |
          tags=("${{image}}:{tag}")
          echo "tags=${{tags[*]}}" >> "{file}"
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: ${{{{ steps.{step}.outputs.tags }}}}
"""


@pytest.mark.parametrize(
    ("tag", "file", "step", "want"),
    [
        ("sha-${GITHUB_SHA::7}", "$GITHUB_OUTPUT", "names", "yes"),
        ("${short_sha}", "$GITHUB_OUTPUT", "names", "yes"),
        ("${channel}", "$GITHUB_OUTPUT", "names", "unknown"),
        ("sha-${GITHUB_SHA::7}", "names.txt", "names", "unknown"),
        ("sha-${GITHUB_SHA::7}", "$GITHUB_OUTPUT", "others", "unknown"),
    ],
)
def test_a_step_may_give_later_ones_the_names_of_images(tag: str, file: str, step: str, want: str) -> None:
    job = PUSHES.format(tag=tag, file=file, step=step)
    files = {"Dockerfile": IMAGE, ".github/workflows/image.yaml": job}
    assert state("release-pinned", files) == want


READS = "import joblib\nimport pandas as pd\nfrom xgboost import XGBClassifier\n\n\ndef train():\n"
READS += "    joblib.dump(XGBClassifier().fit(pd.read_csv({})), 'm')\n"
NAMES = "import pandas as pd\n\nBEFORE = pd.read_csv('data/rows.csv')\n"


@pytest.mark.parametrize(
    ("read", "want"),
    [
        ("f'{FOLDER}/train.csv'", "partly"),
        ("os.path.join(FOLDER, 'train.csv')", "partly"),
        ("FILE", "yes"),
        ("'data/rows.csv'", "yes"),
    ],
)
def test_data_that_only_other_code_names_is_none_of_the_training(read: str, want: str) -> None:
    files = {"train.py": READS.format(read), "compare.py": NAMES, **KEPT}
    assert state("training-reproducible", files) == want


STUDY = "study = optuna.create_study({})"


@pytest.mark.parametrize(
    ("first", "second", "want"),
    [
        ("sampler=TPESampler(seed=1)", "sampler=TPESampler(seed=1)", "yes"),
        ("sampler=TPESampler(seed=1)", "direction='maximize'", "partly"),
        ("direction='maximize'", "sampler=TPESampler()", "partly"),
    ],
)
def test_each_search_wants_a_sampler(first: str, second: str, want: str) -> None:
    split = f"{SPLIT}\n    {STUDY.format(first)}\n    {STUDY.format(second)}"
    code = TRAIN.format(
        imports="import xgboost", data="'data/rows.csv'", split=split, model="XGBClassifier()"
    )
    assert state("training-reproducible", {"train.py": code, **KEPT}) == want


@pytest.mark.parametrize(
    ("call", "want"), [("mlflow.sklearn.autolog()", "partly"), ("other.autolog()", "no")]
)
def test_what_mlflow_logs_by_itself_has_the_commit(call: str, want: str) -> None:
    code = (
        f"import mlflow, joblib\n\n\ndef train():\n    {call}\n    joblib.dump(SVC().fit(read_sql(Q)), 'm')\n"
    )
    assert state("lineage-kept", {"train.py": code}) == want


LOADED = (
    'import joblib, mlflow\n\n\ndef check(row, other):\n    return joblib.load("m.pkl").predict(row)\n\n\n'
)
LOADED += 'def {name}():\n    return mlflow.pyfunc.load_model(f"runs:/{{RUN}}/model")\n\n\n'
LOADED += 'if __name__ == "__main__":\n    fetch()\n'


@pytest.mark.parametrize(("name", "want"), [("fetch", "no"), ("load", "unknown")])
def test_what_only_a_script_of_its_own_loads_is_not_served(name: str, want: str) -> None:
    assert state("model-versioned", {"watch.py": LOADED.format(name=name)}) == want


@pytest.mark.parametrize(("library", "want"), [("zenml", "unknown"), ("zipp", "no")])
def test_what_zenml_deploys_has_a_version_that_is_not_here(library: str, want: str) -> None:
    code = f"import joblib, {library}\n\n\ndef check(row, other):\n    return joblib.load('m.pkl')\n"
    assert state("model-versioned", {"watch.py": code}) == want


@pytest.mark.parametrize(
    ("code", "want"),
    [
        (
            "from transformers import *\n\n\ndef train():\n    Trainer(TrainingArguments('o')).train()\n",
            "partly",
        ),
        (
            "from ultralytics import YOLO\n\n\ndef train():\n    YOLO('n.pt').train(data=read_data())\n",
            "partly",
        ),
        ("import torch\n\n\ndef train():\n    Trainer(NET).train()\n    torch.save(NET, 'm')\n", "no"),
    ],
)
def test_some_trainers_have_a_seed_of_their_own(code: str, want: str) -> None:
    code += "\n\ndef rows():\n    return pd.read_csv(URL)\n\n\nMODEL.save_pretrained('m')\n"
    assert state("training-reproducible", {"train.py": code}) == want


OWN_SPLIT = "\n\ndef train_test_split(rows):\n    return DRAW.permutation(rows, random_state=1)\n"


@pytest.mark.parametrize(
    ("split", "more", "want"),
    [
        ("train_test_split(rows)", OWN_SPLIT, "partly"),
        ("train_test_split(rows)", "", "no"),
        ("SEED = dict(random_state=1)  # train_test_split(rows)", "", "partly"),
    ],
)
def test_a_split_of_the_project_may_hold_the_seed(split: str, more: str, want: str) -> None:
    code = TRAIN.format(
        imports="import xgboost", data="URL", split=split, model="XGBClassifier(random_state=1)"
    )
    assert state("training-reproducible", {"train.py": code + more}) == want


LITERAL = """import joblib
import pandas as pd
from sklearn.{module} import {model}
{imports}

rows = {data}
joblib.dump({model}({seed}).fit(rows, rows), "churn.joblib")
{more}
"""
ROWS = 'pd.DataFrame({"a": [1, 2], "b": [0, 1]})'


@pytest.mark.parametrize(
    ("seed", "more", "want"),
    [
        ("", "train_test_split(rows, random_state=1)", "partly"),
        ("random_state=1", "train_test_split(rows, random_state=1)", "yes"),
        ("", "np.random.seed(1)", "yes"),
    ],
)
def test_an_estimator_draws_also_where_the_code_makes_the_data(seed: str, more: str, want: str) -> None:
    imports = "import numpy as np\nfrom sklearn.model_selection import train_test_split"
    given = {"module": "ensemble", "model": "RandomForestRegressor", "imports": imports}
    code = LITERAL.format(**given, data=ROWS, seed=seed, more=more)
    assert state("training-reproducible", {"fit.py": code}) == want


@pytest.mark.parametrize(
    ("imported", "data", "want"),
    [("load_iris", "load_iris(as_frame=True).frame", "yes"), ("make_blobs", "make_blobs()[0]", "no")],
)
def test_a_data_set_of_a_library_draws_nothing(imported: str, data: str, want: str) -> None:
    given = {"module": "linear_model", "model": "LogisticRegression", "seed": "", "more": ""}
    code = LITERAL.format(**given, imports=f"from sklearn.datasets import {imported}", data=data)
    assert state("training-reproducible", {"fit.py": code}) == want


NAMED = """import joblib
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold


def made(name):
    if name == "forest":
        model = RandomForestRegressor()
    elif name == "{other}":
        model = {made}()
    return model


rows = pd.read_sql(QUERY, BASE)
KFold(shuffle=True, random_state=1)
joblib.dump(made("{other}").fit(rows, rows), "churn.joblib")
"""


@pytest.mark.parametrize(("made", "want"), [("Ridge", "unknown"), ("RandomForestRegressor", "no")])
def test_which_estimator_a_name_stands_for_is_not_followed(made: str, want: str) -> None:
    assert state("training-reproducible", {"fit.py": NAMED.format(other="ridge", made=made)}) == want
