"""What brings a model of one version where a service is built or started, and trainings beside a service."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SERVE = """import os
import subprocess

{imports}
from fastapi import FastAPI

app = FastAPI()
{lines}


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict(row)
"""
POINTER = {"model/churn.joblib.dvc": "outs: []\n"}


def served(lines: str, imports: str = "import joblib") -> dict[str, str]:
    return {"serve.py": SERVE.format(lines=lines, imports=imports)}


def state(practice: str, files: dict[str, str]) -> str:
    return answers(files)[practice].state


LOADS = "MODEL = joblib.load('churn.joblib')"


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("os.system('dvc pull')", "yes"),
        ("subprocess.run(['dvc', 'pull', '-f'], check=True)", "yes"),
        ("if os.system('dvc pull') != 0:\n    exit('dvc pull failed')", "yes"),
        ("os.system('dvc pull model/churn.joblib')", "yes"),
        # Other files than the model.
        ("os.system('dvc pull data/rows.csv')", "partly"),
        # A message and a comment run nothing.
        ("print('first run dvc pull')", "partly"),
        ("# os.system('dvc pull')", "partly"),
    ],
)
def test_code_that_serves_may_pull_its_model(line: str, want: str) -> None:
    pointer = {"model/model.joblib.dvc": "outs: []\n"}
    files = served(f"{line}\nMODEL = joblib.load('model.joblib')")
    assert state("model-versioned", {**files, **pointer}) == want
    # Without a file of DVC, nothing is pulled by its hash.
    assert state("model-versioned", files) == "no"


LOCK = "schema: '2.0'\nstages:\n  fit:\n    outs:\n    - path: {}\n      md5: 0123\n"


@pytest.mark.parametrize(
    ("path", "want"),
    [
        # What the code that serves names, or what is named for a model.
        ("artifacts/churn.joblib", "yes"),
        ("artifacts/model", "yes"),
        ("artifacts/other.joblib", "no"),
        ("src/model_training.py", "no"),
    ],
)
def test_what_dvc_keeps_is_the_model_that_is_served(path: str, want: str) -> None:
    files = {
        **served(LOADS),
        "dvc.lock": LOCK.format(path),
        "Procfile": "web: dvc pull && uvicorn serve:app\n",
    }
    assert state("model-versioned", files) == want


PIPELINE = "on: push\njobs:\n  up:\n    runs-on: ubuntu-latest\n    steps:\n{}"
PULL = "      - run: dvc pull\n"


@pytest.mark.parametrize(
    ("steps", "want"),
    [
        (PULL + "      - run: docker build -t churn .\n", "yes"),
        (PULL + "      - uses: docker/build-push-action@v6\n", "yes"),
        (PULL + "      - run: hf upload acme/churn . . --type space\n", "yes"),
        # The tests may need it.
        (PULL + "      - run: pytest\n", "unknown"),
        ("      - run: docker build -t churn .\n" + PULL, "unknown"),
        # The file of DVC alone says nothing of what is served.
        ("      - run: docker build -t churn .\n", "unknown"),
    ],
)
def test_a_pipeline_may_pull_the_model_before_it_builds(steps: str, want: str) -> None:
    files = {**served(LOADS), **POINTER, ".github/workflows/up.yml": PIPELINE.format(steps)}
    assert state("model-versioned", files) == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("RUN hf download acme/churn --revision 3f2a1bc", "yes"),
        ("RUN huggingface-cli download acme/churn --revision main", "no"),
        ("RUN huggingface-cli download acme/churn", "no"),
    ],
)
def test_an_image_may_hold_a_revision_of_the_hub(line: str, want: str) -> None:
    image = f"FROM python:3.13-slim\n{line}\nCOPY . .\nCMD uvicorn serve:app\n"
    assert state("model-versioned", {**served(LOADS), "Dockerfile": image}) == want


@pytest.mark.parametrize(
    ("call", "want"),
    [
        ("pipeline('text-classification', model='acme/churn', revision='3f2a1bc')", "yes"),
        ("pipeline('text-classification', model='acme/churn', revision='main')", "no"),
        ("pipeline('text-classification', model='acme/churn')", "no"),
    ],
)
def test_a_pipeline_of_transformers_may_name_a_revision(call: str, want: str) -> None:
    files = served(f"MODEL = {call}", "from transformers import pipeline")
    assert state("model-versioned", files) == want


ROW = """

def load_model():
    row = SESSION.{}
    return pickle.loads(row)


MODEL = load_model()"""


@pytest.mark.parametrize(("brings", "want"), [("execute('select 1')", "unknown"), ("read()", "no")])
def test_which_row_holds_the_model_is_unknown(brings: str, want: str) -> None:
    assert state("model-versioned", served(ROW.format(brings), "import pickle")) == want


# Trainings.

FIT = """import joblib
import mlflow
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("rows.csv")
model = LogisticRegression().fit(rows, rows)
mlflow.sklearn.log_model(model, "model")
"""
ASKS = "MODEL = pipeline('text-classification')"


@pytest.mark.parametrize(
    ("lines", "imports", "want"),
    [
        # Nothing brings back what scikit-learn learned.
        (ASKS, "from transformers import pipeline", "not-applicable"),
        (LOADS, "import joblib", "asked"),
        (ASKS, "import joblib\nfrom transformers import pipeline", "not-applicable"),
        (f"{ASKS}\n{LOADS}", "import joblib\nfrom transformers import pipeline", "asked"),
        (ASKS, "import sklearn\nfrom transformers import pipeline", "asked"),
    ],
)
def test_a_training_of_another_library_than_what_serves_is_beside_it(
    lines: str, imports: str, want: str
) -> None:
    found = answers({**served(lines, imports), "train.py": FIT})
    told = [found[name].state for name in ("model-signed", "lineage-kept", "training-reproducible")]
    assert told == (["not-applicable"] * 3 if want == "not-applicable" else ["no", "partly", "partly"])


DJANGO = """import pickle

from django.apps import apps
import pandas as pd
from sklearn.linear_model import LogisticRegression


def load_rows():
    return apps.get_model("loans", "Loan").{}.values("age")


def train_model():
    rows = pd.DataFrame(load_rows())
    return pickle.dumps(LogisticRegression().fit(rows, rows))


def dump(model):
    pickle.dump(model, open("model.pkl", "wb"))
"""


@pytest.mark.parametrize(("manager", "want"), [("objects", "partly"), ("parts", "yes")])
def test_a_table_of_django_is_read_and_not_made(manager: str, want: str) -> None:
    files = {**served(LOADS), "train.py": DJANGO.format(manager)}
    # The regression draws nothing by chance: half of it is kept where the data is read.
    assert state("training-reproducible", files) == want


BOOST = """import joblib
import pandas as pd
import xgboost as xgb
from sklearn.model_selection import train_test_split

rows = pd.read_csv("data/rows.csv")
first, last = train_test_split(rows{})
joblib.dump(xgb.XGBRegressor().fit(first, first), "churn.joblib")
"""


@pytest.mark.parametrize(("given", "want"), [(", shuffle=False", "yes"), ("", "partly")])
def test_a_split_in_order_draws_nothing(given: str, want: str) -> None:
    files = {**served(LOADS), "train.py": BOOST.format(given), "data/rows.csv": "a\n1\n"}
    assert state("training-reproducible", files) == want


TABLE = """import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

rows = pd.read_csv("data/rows.csv")
first, last = train_test_split(rows, random_state=1)
KINDS = {{"forest": RandomForestClassifier{}}}
for kind in KINDS.values():
    joblib.dump(kind{}.fit(first, first), "churn.joblib")
"""


@pytest.mark.parametrize(
    ("made", "called", "want"),
    [
        ("", "()", "unknown"),
        ("", "(random_state=1)", "yes"),
        ("()", "", "partly"),
        ("(random_state=1)", "", "yes"),
    ],
)
def test_a_class_that_is_handed_on_may_be_given_a_seed(made: str, called: str, want: str) -> None:
    files = {**served(LOADS), "train.py": TABLE.format(made, called), "data/rows.csv": "a\n1\n"}
    assert state("training-reproducible", files) == want


PIECES = """import joblib
import mlflow
from fastapi import FastAPI

app = FastAPI()
{line}


{more}
@app.post("/predict")
def predict(row: dict):
    return MODEL.predict(row)
"""
HELPER = 'def newest():\n    return mlflow.pyfunc.load_model("models:/churn/3")\n\n\n'


@pytest.mark.parametrize(
    ("line", "more", "want"),
    [
        # Nothing leads to the helper, and a file is loaded beside it.
        ("MODEL = joblib.load('churn.joblib')", HELPER, "unknown"),
        ("MODEL = mlflow.pyfunc.load_model('models:/churn/3')", "", "yes"),
        ("MODEL = mlflow.pyfunc.load_model('models:/churn/3')\nSCALER = joblib.load('s.joblib')", "", "yes"),
    ],
)
def test_a_registry_beside_the_file_that_is_loaded_is_unknown(line: str, more: str, want: str) -> None:
    assert state("model-versioned", {"serve.py": PIECES.format(line=line, more=more)}) == want


JENKINS = """node {{
  def image = docker.build{given}
  image.push()
  image.push('latest')
}}
"""


@pytest.mark.parametrize(
    ("given", "want"),
    [
        (' registry + ":$BUILD_NUMBER"', "yes"),
        ('("acme/churn:" + env.BUILD_ID)', "yes"),
        ('("acme/churn:${env.BUILD_ID}")', "yes"),
        ('("acme/churn")', "no"),
        ('("acme/churn", "-f Dockerfile .")', "no"),
        # What the name holds is not read.
        ("(name)", "unknown"),
    ],
)
def test_jenkins_pushes_what_it_built(given: str, want: str) -> None:
    files = {**served(LOADS), "Dockerfile": "FROM python:3.13-slim\nCOPY . .\nCMD uvicorn serve:app\n"}
    files["Jenkinsfile"] = JENKINS.format(given=given)
    assert state("release-pinned", files) == want


CODE_ONLY = "stages:\n  fit:\n    deps:\n    - path: train.py\n      md5: 0123\n"
CODE_ONLY += "    - path: config/config.json\n      md5: 4567\n"


@pytest.mark.parametrize(
    ("more", "lineage", "training"),
    [
        ("", "no", "partly"),
        ("    - path: data/rows\n      md5: 89ab\n", "yes", "yes"),
        # What a step makes of data from elsewhere, and no remote is seen to keep.
        ("    outs:\n    - path: data/rows\n      md5: 89ab\n", "yes", "unknown"),
    ],
)
def test_a_lock_of_code_alone_pins_no_data(more: str, lineage: str, training: str) -> None:
    code = BOOST.format(", random_state=1").replace("data/rows.csv", "rows.csv")
    files = {**served(LOADS), "train.py": code, "dvc.lock": CODE_ONLY + more}
    assert state("lineage-kept", files) == lineage
    assert state("training-reproducible", files) == training


RAW = """import joblib
import pandas as pd
import xgboost as xgb

RAW_PATH = "{}"


def load(path=RAW_PATH):
    return pd.read_csv(path)


first = load()
first.to_csv("data/rows.csv")
joblib.dump(xgb.XGBRegressor().fit(first, first), "churn.joblib")
"""


@pytest.mark.parametrize(("raw", "want"), [("raw/all.csv", "partly"), ("data/rows.csv", "yes")])
def test_data_that_a_training_only_writes_is_not_what_it_reads(raw: str, want: str) -> None:
    files = {**served(LOADS), "train.py": RAW.format(raw), "data/rows.csv": "a\n1\n"}
    assert state("training-reproducible", files) == want


KEEPS = """import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression

rows = pd.read_csv("rows.csv")
joblib.dump(LogisticRegression().fit(rows, rows), "{}")
"""


@pytest.mark.parametrize(
    ("name", "imports", "want"),
    [
        # A demonstration of MLflow beside the training of the file that is served.
        ("churn.joblib", "", ["not-applicable", "no"]),
        # Nothing says which of them keeps that file.
        ("other.joblib", "", ["no", "partly"]),
        ("churn.joblib", "import train\n", ["no", "partly"]),
    ],
)
def test_a_training_of_another_model_than_the_file_that_is_served(
    name: str, imports: str, want: list[str]
) -> None:
    files = {**served(LOADS), "train.py": KEEPS.format(name), "demo.py": imports + FIT}
    found = answers(files)
    assert [found["model-signed"].state, found["lineage-kept"].state] == want


SPLITS = """import joblib
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


class Trainer:
    def learn(self):
        rows = pd.read_csv("data/rows.csv")
        self.first, last = self._train_test_split(rows)
        joblib.dump(LogisticRegression().fit(self.first, self.first), "churn.joblib")

    def _train_test_split(self, rows):
        return train_test_split(rows{})
"""


@pytest.mark.parametrize(("given", "want"), [(", random_state=1", "yes"), ("", "partly")])
def test_a_method_named_for_a_split_draws_nothing_itself(given: str, want: str) -> None:
    files = {**served(LOADS), "train.py": SPLITS.format(given), "data/rows.csv": "a\n1\n"}
    assert state("training-reproducible", files) == want
