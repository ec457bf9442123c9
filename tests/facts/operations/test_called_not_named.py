"""What is called decides, not what it is named: each answer beside its opposite."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, answers

APP = """from fastapi import FastAPI
{imports}
app = FastAPI()
{more}

@app.post("/predict")
def predict(row: dict):
{body}
    return {{"label": MODEL.predict(row)}}
"""


def state(practice: str, body: str = "pass", imports: str = "", more: str = "", **files: str) -> str:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    all_files = {"serve.py": APP.format(body=lines, imports=imports, more=more), **files}
    return answers({name.replace("__", "/"): text for name, text in all_files.items()})[practice].state


# Health.


@pytest.mark.parametrize(
    ("route", "want"),
    [
        ("/jobs/{job}/training-status", "no"),
        ("/datasets/{name}/train_status", "no"),
        ("/datasets/{name}/status", "no"),
        ("/training-status", "no"),
        ("/status", "yes"),
        ("/api/v1/service-status", "yes"),
    ],
)
def test_the_status_of_a_training_is_none_of_the_service(route: str, want: str) -> None:
    more = f'\n\n@app.get("{route}")\ndef tell():\n    return {{}}\n'
    assert state("health-answered", more=more) == want


@pytest.mark.parametrize(("method", "want"), [("post", "no"), ("get", "partly"), ("api_route", "partly")])
def test_a_root_that_only_takes_what_is_sent_is_no_health_route(method: str, want: str) -> None:
    code = f'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.{method}("/")\ndef ask(row: dict):\n'
    files = {"serve.py": f"{code}    return MODEL.predict(row)\n"}
    assert answers(files)["health-answered"].state == want


FLASK = (
    "from flask import Flask\n\napp = Flask('a')\n\n\n@app.route('/')\ndef up():\n"
    "    return MODEL.predict(1)\n"
)
CHECKED = (
    "services:\n  api:\n    build: .\n    command: {}\n    healthcheck:\n"
    "      test: python ask.py http://localhost:80/\n"
)


@pytest.mark.parametrize(
    ("command", "want"), [("celery -A tasks flower", "unknown"), ("gunicorn app", "yes")]
)
def test_a_check_of_another_program_is_none_of_the_service(command: str, want: str) -> None:
    files = {"serve.py": FLASK, "Dockerfile": IMAGE, "compose.yaml": CHECKED.format(command)}
    assert answers(files)["health-answered"].state == want


# What keeps predictions.


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("FRAME.to_csv(OUTPUT)\nprediction = 1", "yes"),
        ("FRAME.to_csv(TMP_DIR / 'rows.csv')\nprediction = 1", "no"),
        ("FRAME.to_csv(tmp_dir / 'rows.csv')\nprediction = 1", "unknown"),
        ("with tempfile.NamedTemporaryFile() as file:\n    FRAME.to_csv(file)\nprediction = 1", "unknown"),
        # A temperature is no file.
        ("FRAME.to_csv(OUTPUT, temp)\nprediction = 1", "yes"),
        ("rows = io.BytesIO()\nROWS.save(rows)\nprediction = 1", "no"),
        ("ROWS.save(OUTPUT)\nprediction = 1", "unknown"),
    ],
)
def test_what_is_written_for_a_while_is_no_log(body: str, want: str) -> None:
    assert state("predictions-logged", body) == want


HELPER = "\n\ndef {name}(row):\n    with open(PATH, 'w') as file:\n        json.dump(row, file)\n"
TABLE = "\n\ndef {name}(row):\n    DB.execute(TABLE.insert(row))\n"


@pytest.mark.parametrize(
    ("name", "helper", "want"),
    [
        ("save_json", HELPER, "unknown"),
        ("save_answer", HELPER, "yes"),
        ("insert_metrics", TABLE, "no"),
        ("insert_answer", TABLE, "yes"),
    ],
)
def test_a_helper_is_named_for_what_it_keeps(name: str, helper: str, want: str) -> None:
    body = f"prediction = MODEL.predict(row)\n{name}(prediction)"
    assert state("predictions-logged", body, "import json", helper.format(name=name)) == want


# Checks of requests.


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("columns = ['missing_values', 'expected']", "no"),
        ("missing_values = columns - set(row)", "unknown"),
        ("schemas.show(row)", "no"),
        ("router(include_in_schema=False)", "no"),
        ("validate_environment()", "no"),
        ("validate_row(row)", "unknown"),
    ],
)
def test_a_word_is_no_doubt_about_a_check(body: str, want: str) -> None:
    assert state("input-validated", body) == want


@pytest.mark.parametrize(("kind", "want"), [("float", "yes"), ("str", "no")])
def test_typed_values_that_are_given_to_the_model_are_checked(kind: str, want: str) -> None:
    code = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.post('/price')\ndef price"
    files = {"serve.py": f"{code}(area: {kind}):\n    return MODEL.predict([[area]])\n"}
    assert answers(files)["input-validated"].state == want


# Models and their versions.

MLFLOW = "import mlflow\nimport os\n\n{}\n"


@pytest.mark.parametrize(
    ("lines", "want"),
    [
        ('run_id = os.getenv("RUN_ID")\nuri = f"runs:/{run_id}/model"\nM = mlflow.load_model(uri)', "yes"),
        ('run_id = find()\nuri = f"runs:/{run_id}/model"\nM = mlflow.load_model(uri)', "no"),
        ('uri = f"runs:/{settings.run_id}/model"\nM = mlflow.load_model(uri)', "yes"),
        ('M = mlflow.pyfunc.load_model(f"runs:/{find()}/model")', "unknown"),
        ('M = mlflow.pyfunc.load_model("runs:/0123456789abcdef0123456789abcdef/model")', "yes"),
        ('URI = "models:/churn/Production"\nM = mlflow.pyfunc.load_model(URI)', "partly"),
        ('URI = f"models:/{NAME}@champion"\nM = mlflow.pyfunc.load_model(URI)', "partly"),
        ('URI = f"models:/{NAME}/3"\nM = mlflow.pyfunc.load_model(URI)', "yes"),
        ('M = mlflow.pyfunc.load_model(f"models:/{NAME}/{NUMBER}")', "unknown"),
    ],
)
def test_a_name_may_hold_where_the_model_is(lines: str, want: str) -> None:
    assert state("model-versioned", imports=MLFLOW.format(lines)) == want


JOBLIB = "import joblib\n\n{}\n\n\ndef fetch(path{}):\n    return joblib.load(path)\n"


@pytest.mark.parametrize(
    ("line", "argument", "want"),
    [
        ("", "", "no"),
        ("", ", version: str", "unknown"),
        ('MODEL_URL = "http://models:8501/v1/models"', "", "no"),
        ('MODEL_URL = "http://models:8501/v1/models/churn/versions/3"', "", "yes"),
        ('MODEL_URL = "https://host/models/v2/model.pkl"', "", "yes"),
    ],
)
def test_the_version_of_an_interface_is_none_of_a_model(line: str, argument: str, want: str) -> None:
    assert state("model-versioned", imports=JOBLIB.format(line, argument)) == want


@pytest.mark.parametrize(
    ("value", "want"), [('"local"', "no"), ('"1.2"', "partly"), ("BUNDLE.version", "partly")]
)
def test_a_fixed_word_is_no_version(value: str, want: str) -> None:
    body = f"note(model_version={value})"
    assert state("model-versioned", body, JOBLIB.format("", "")) == want


# Trainings.

SALIENCY = """import torch


def explain(net, row):
    net.eval()
    net.zero_grad()
    net(row).sum().backward()
    torch.save(row, "map.pt")
    net.train()
    return row
"""


@pytest.mark.parametrize(
    ("more", "want"), [("", None), ("\n\nstep = torch.optim.SGD(NET)\nstep.step()\n", True)]
)
def test_gradients_of_an_explanation_train_nothing(more: str, want: bool | None) -> None:
    files = {"serve.py": APP.format(body="    pass", imports="", more=""), "maps.py": SALIENCY + more}
    told = answers(files).get("lineage-kept")
    assert (told is not None and told.state != "not-applicable") is (want is True)


FIT = (
    "import time\nimport joblib\nimport pandas as pd\n"
    "from sklearn.ensemble import RandomForestClassifier\n\n\n"
    "def train():\n    rows = pd.read_csv('data/rows.csv')\n"
    "    model = RandomForestClassifier(random_state={}).fit(rows)\n    joblib.dump(model, 'model.pkl')\n"
)
MAKE = (
    "import numpy as np\nimport pandas as pd\n\n\ndef make():\n    rows = np.random.{}.normal(size=9)\n"
    "    pd.DataFrame(rows).to_csv('data/{}')\n"
)


@pytest.mark.parametrize(
    ("seed", "drawn", "file", "want"),
    [
        ("1", "default_rng(1)", "rows.csv", "yes"),
        ("1", "default_rng(1)", "others.csv", "partly"),
        ("int(time.time())", "default_rng(1)", "others.csv", "no"),
    ],
)
def test_a_script_with_a_seed_makes_the_data(seed: str, drawn: str, file: str, want: str) -> None:
    files = {"train.py": FIT.format(seed), "make.py": MAKE.format(drawn, file)}
    assert state("training-reproducible", **files) == want


# Deployments and images.

FETCHED = "curl -sSL https://install.python-poetry.org | python3 {} && pip install -r requirements.txt"


@pytest.mark.parametrize(("words", "want"), [("- --version ${VERSION}", "partly"), ("${VERSION}", "unknown")])
def test_an_installer_that_a_pipe_gives_installs_no_project(words: str, want: str) -> None:
    image = f"FROM python:3.13-slim\nCOPY . .\nRUN {FETCHED.format(words)}\n"
    assert state("image-installs-project", Dockerfile=image, **{"requirements.txt": "flask\n"}) == want


COPIED = (
    "on: push\njobs:\n  all:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: aws {} s3 cp a s3://b/a\n"
)


@pytest.mark.parametrize(
    ("words", "want"),
    [
        ("--endpoint-url=http://localhost:4566", "no"),
        ("--endpoint-url http://localstack:4566", "no"),
        ("--endpoint-url https://s3.eu-central-1.amazonaws.com", "yes"),
        ("", "yes"),
    ],
)
def test_what_stands_in_for_a_platform_deploys_nothing(words: str, want: str) -> None:
    files = {"Dockerfile": IMAGE, ".github/workflows/ci.yml": COPIED.format(words)}
    assert state("deployed-by-pipeline", **files) == want


@pytest.mark.parametrize(
    ("first", "then", "want"),
    [(".", "-e .", "partly"), ("-e .", ".", "yes"), (".", "-r requirements.txt", "yes")],
)
def test_the_last_installation_of_the_checkout_is_what_runs(first: str, then: str, want: str) -> None:
    image = f"FROM python:3.13-slim\nCOPY . .\nRUN pip install {first}\nRUN pip install {then}\n"
    assert state("image-installs-project", Dockerfile=image, **{"requirements.txt": "flask\n"}) == want


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ('note({"version_modelo": BUNDLE.get("version")})', "partly"),
        ('note({"version_servicio": BUNDLE.get("version")})', "no"),
    ],
)
def test_an_answer_names_the_version_in_other_languages(body: str, want: str) -> None:
    assert state("model-versioned", body, JOBLIB.format("", "")) == want


FINDS = "\n\ndef {}():\n    return sorted(FOLDER.iterdir())[-1]\n"
KEEPS = "\n\ndef keep(model):\n    joblib.dump(model, str({}()))\n"


@pytest.mark.parametrize(
    ("more", "want"),
    [
        (FINDS.format("get_latest_model"), "unknown"),
        (FINDS.format("get_latest_row"), "no"),
        (KEEPS.format("uuid4"), "unknown"),
        (KEEPS.format("name"), "no"),
    ],
)
def test_one_of_several_models_may_be_loaded(more: str, want: str) -> None:
    assert state("model-versioned", imports=JOBLIB.format("", ""), more=more) == want


@pytest.mark.parametrize(("given", "want"), [("random_state=1", "yes"), ("n_jobs=2", "partly")])
def test_an_estimator_without_a_seed_is_a_half_where_git_keeps_the_data(given: str, want: str) -> None:
    code = FIT.format(1).replace("RandomForestClassifier(random_state=1)", f"RandomForestClassifier({given})")
    files = {"train.py": code + "\n\nSEED = 1\nrandom_state = SEED\n", "data/rows.csv": "a\n1\n"}
    assert state("training-reproducible", **files) == want


PAGE = "import streamlit as st\n\n{}.insert(0, st.text_input('row'))\n"


@pytest.mark.parametrize(("owner", "want"), [("st.session_state.rows", "no"), ("TABLE", "unknown")])
def test_what_a_page_shows_is_no_store(owner: str, want: str) -> None:
    assert state("predictions-logged", **{"page.py": PAGE.format(owner)}) == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("torch.save(NET, PATH)", "no"),
        ("model.save(PATH)", "no"),
        ("figure_img.save(PATH)", "no"),
        ("ROW.save(PATH)", "unknown"),
    ],
)
def test_a_picture_or_model_that_is_saved_is_no_log(line: str, want: str) -> None:
    assert state("predictions-logged", line) == want


SERVICES = "services:\n  api:\n    build: {}\n"
CHECK = "    healthcheck:\n      test: python ask.py http://localhost:80/\n"


@pytest.mark.parametrize(("check", "want"), [("", "unknown"), (CHECK, "yes")])
def test_a_check_that_only_an_inner_compose_file_has_is_unclear(check: str, want: str) -> None:
    files = {
        "serve.py": FLASK,
        "api/Dockerfile": IMAGE,
        "api/compose.yaml": SERVICES.format(".") + CHECK,
        "compose.yaml": SERVICES.format("./api") + check,
    }
    assert answers(files)["deployment-health-checked"].state == want


# What starts a page.

STARTED_PAGE = """import sqlite3

import joblib
import {library} as page

MODEL = joblib.load("model.joblib")


def log_prediction(row, label):
    with sqlite3.connect("log.db") as db:
        db.execute("INSERT INTO predictions VALUES (?, ?)", (row, label))


def main():
    row = page.number_input("size")
    label = MODEL.predict([[row]])
    log_prediction(row, label)
    page.write(label)


if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(("library", "told"), [("streamlit", True), ("panel", False)])
def test_a_page_of_streamlit_is_run_as_a_program(library: str, told: bool) -> None:
    found = answers({"app.py": STARTED_PAGE.format(library=library)})["predictions-logged"]
    assert (found.state == "yes") is told


@pytest.mark.parametrize(("owner", "told"), [("OutlierDetector", True), ("AnomalyDetector", False)])
def test_a_service_whose_answer_is_an_anomaly_does_not_watch_its_input(owner: str, told: bool) -> None:
    more = f"\n\nclass {owner}:\n    def detect(self, row):\n        return abs(row['size'] - 3.0) > 2.5\n"
    found = state("outliers-found", f"if {owner}().detect(row):\n    print('far')", more=more)
    assert (found == "yes") is told
