"""What first runs on samples of services told wrong, in small: each by a good and a bad project."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, answers

APP = """from fastapi import FastAPI
from pydantic import BaseModel, create_model
{imports}
app = FastAPI()


@app.post("/predict")
def predict(row: {row}):
{body}
    return MODEL.predict(row)
"""


def state(practice: str, body: str = "    pass", imports: str = "", row: str = "dict", **more: str) -> str:
    files = {"serve.py": APP.format(body=body, imports=imports, row=row), **more}
    return answers({name.replace("__", "/"): text for name, text in files.items()})[practice].state


MADE = "Row = create_model('Row', age=(int, ...))\n"
NUMBER = "    try:\n        age = float(row)\n    except ValueError:\n        return None\n"
MISSING = "    missing_fields = set(row)\n"


@pytest.mark.parametrize(
    ("body", "imports", "row", "want"),
    [
        ("    pass", MADE, "Row", "yes"),
        ("    pass", MADE, "dict", "no"),
        (NUMBER, "", "dict", "unknown"),
        (MISSING, "", "dict", "unknown"),
        ("    pass", "", "dict", "no"),
    ],
)
def test_what_refuses_a_request_is_seen_or_unknown(body: str, imports: str, row: str, want: str) -> None:
    assert state("input-validated", body, imports, row) == want


@pytest.mark.parametrize(("statement", "want"), [("SQL_INSERT_ROW", "yes"), ("SQL_SELECT_ROW", "unknown")])
def test_a_statement_is_named_for_what_it_does(statement: str, want: str) -> None:
    body = f"    prediction = MODEL.predict(row)\n    DB.execute({statement}, prediction)\n"
    assert state("predictions-logged", body) == want


KEEPS = "import collections\n\nROWS = collections.deque()\n\n\ndef record_prediction(row):\n    {}\n"


@pytest.mark.parametrize(("line", "want"), [("ROWS.append(row)", "no"), ("DB.insert_one(row)", "yes")])
def test_what_only_memory_holds_is_no_log(line: str, want: str) -> None:
    assert state("predictions-logged", "    record_prediction(row)", KEEPS.format(line)) == want


@pytest.mark.parametrize(("name", "want"), [("tree_v01", "partly"), ("v01/tree", "yes"), ("tree", "no")])
def test_a_classifier_is_loaded_by_its_path(name: str, want: str) -> None:
    imports = f"from joblib import load\n\nclf = load('./models/{name}.joblib')\n"
    assert state("model-versioned", imports=imports) == want


IMPORTANCE = '@app.get("/why")\ndef feature_importance(kind: str):\n    return {}\n'


@pytest.mark.parametrize(("given", "want"), [("sorted(MODEL.coef_)", "yes"), ("kind", "no")])
def test_importances_that_a_request_asks_for_explain(given: str, want: str) -> None:
    code = APP.format(body="    pass", imports="", row="dict") + "\n\n" + IMPORTANCE.format(given)
    assert answers({"serve.py": code})["predictions-explained"].state == want


FIT = "import joblib\n{}\n\n{}\nMODEL = {}.fit(ROWS)\njoblib.dump(MODEL, 'model.pkl')\n"
OWN = FIT.format("import numpy as np", "ROWS = np.array([1, 2])", "LinearRegression()")
DRAWN = FIT.format("import numpy as np", "ROWS = np.array([1, 2])", "RandomForestClassifier()")
RANDOM = FIT.format(
    "import numpy as np", "ROWS = np.random.default_rng(1).normal()", "Forest(random_state=1)"
)
READ = FIT.format("import pandas as pd", "ROWS = pd.read_{}('rows')", "Forest(random_state=1)")
KEPT = {"data__rows.csv": "a\n1\n"}


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({"train.py": OWN}, "yes"),
        ({"train.py": DRAWN}, "partly"),
        ({"train.py": RANDOM}, "yes"),
        ({"train.py": READ.format("csv"), **KEPT}, "yes"),
        ({"train.py": READ.format("sql"), **KEPT}, "partly"),
        ({"ml__train.py": READ.format("csv"), "monitoring__data__rows.csv": "a\n1\n"}, "partly"),
    ],
)
def test_data_that_the_training_makes_or_reads_is_pinned(files: dict[str, str], want: str) -> None:
    assert state("training-reproducible", **files) == want


@pytest.mark.parametrize(
    ("code", "want"),
    [
        ("class Encoder:\n    def fit(self, rows):\n        self.inner.fit(rows)\n", None),
        ("def impute(rows):\n    return ARIMA(rows).fit()\n", None),
        ("def learn(rows):\n    MODEL.fit(rows)\n    joblib.dump(MODEL, 'model.pkl')\n", "no"),
    ],
)
def test_what_keeps_no_model_is_no_training(code: str, want: str | None) -> None:
    files = {"serve.py": APP.format(body="    pass", imports="", row="dict"), "other.py": code}
    told = answers(files).get("lineage-kept")
    assert (told.state if told else None) in ((want,) if want else (None, "not-applicable"))


COMPOSE = "services:\n  api:\n    build: .\n    environment:\n      - MLFLOW_MODEL_URI={}\n"
LOADS = "import mlflow\n\nMODEL = mlflow.pyfunc.load_model(URI)\n"


@pytest.mark.parametrize(
    ("uri", "want"), [("models:/churn/1", "yes"), ("models:/churn/Production", "partly")]
)
def test_a_version_may_be_given_by_what_runs_the_service(uri: str, want: str) -> None:
    files = {"Dockerfile": IMAGE, "compose.yaml": COMPOSE.format(uri)}
    assert state("model-versioned", imports=LOADS, **files) == want


UP = "on: push\njobs:\n  all:\n    runs-on: {}\n    steps:\n      - run: docker {}\n"
OWN = "[self-hosted, linux]"
DOWN = "      - run: docker compose down\n"
SET = "        env: {DOCKER_HOST: 'ssh://demo'}\n"


@pytest.mark.parametrize(
    ("runner", "words", "then", "want"),
    [
        (OWN, "compose up -d", "", "yes"),
        (OWN, "compose up --build -d", "", "yes"),
        (OWN, "compose build", "", "no"),
        (OWN, "compose up -d", DOWN, "no"),
        # A machine of GitHub is gone after the job, unless another one is asked.
        ("ubuntu-24.04", "compose up -d", "", "no"),
        ("ubuntu-24.04", "compose up --build --detach", "", "no"),
        ("ubuntu-24.04", "compose up -d", SET, "yes"),
        ("ubuntu-24.04", "--context prod compose up -d", "", "yes"),
    ],
)
def test_what_is_started_to_be_tried_is_not_deployed(runner: str, words: str, then: str, want: str) -> None:
    pipeline = UP.format(runner, words) + then
    files = {"Dockerfile": IMAGE, "compose.yaml": COMPOSE, ".github/workflows/ci.yml": pipeline}
    assert state("deployed-by-pipeline", **files) == want


PUSH = (
    "on: push\njobs:\n  all:\n    runs-on: ubuntu-24.04\n    steps:\n"
    '      - run: |\n          IMAGE={}\n          echo "IMAGE=$IMAGE" >> $GITHUB_ENV\n'
    '      - run: docker push "$IMAGE"\n'
)


@pytest.mark.parametrize(
    ("image", "want"),
    [('"demo/api:${{ github.sha }}"', "yes"), ("demo/api:latest", "no"), ("$OTHER", "unknown")],
)
def test_an_image_in_a_variable_is_what_a_step_puts_there(image: str, want: str) -> None:
    files = {"Dockerfile": IMAGE, ".github/workflows/cd.yml": PUSH.format(image)}
    assert state("release-pinned", **files) == want


@pytest.mark.parametrize(("body", "want"), [("    REDIS.ping()", "no"), ("    health_check()", "unknown")])
def test_a_ping_of_a_data_base_is_no_route_of_health(body: str, want: str) -> None:
    code = (
        APP.format(body=body, imports="", row="dict").replace("FastAPI", "Flask").replace("fastapi", "flask")
    )
    assert answers({"serve.py": code})["health-answered"].state == want


AGAIN = "docker stop demo || true\n          {} demo:1"


@pytest.mark.parametrize(
    ("runner", "start", "then", "want"),
    [
        (OWN, "docker run -d --name demo -p 80:80", "", "unknown"),
        (OWN, "docker container run --detach", "", "unknown"),
        (OWN, "docker run -d", "          docker rm demo\n", "no"),
        ("ubuntu-24.04", "docker run -d --name demo", "", "no"),
    ],
)
def test_a_container_that_a_job_starts_again_may_serve(runner: str, start: str, then: str, want: str) -> None:
    script = f"      - run: |\n          {AGAIN.format(start)}\n{then}"
    pipeline = f"on: push\njobs:\n  all:\n    runs-on: {runner}\n    steps:\n{script}"
    files = {"Dockerfile": IMAGE, ".github/workflows/ci.yml": pipeline}
    assert state("deployed-by-pipeline", **files) == want


RELEASE = (
    "on: {}\njobs:\n  all:\n    runs-on: {}\n    steps:\n      - run: docker push demo/api:1\n{}"
    "      - run: {} demo/api:1\n{}"
)
PORT = "docker run -d --name demo -p 80:80"
CHECK = " --health-cmd 'curl -f localhost'"
STOP = "      - run: docker stop demo\n"


@pytest.mark.parametrize(
    ("event", "runner", "before", "start", "then", "want", "health"),
    [
        ("push", OWN, "", PORT, "", "yes", "no"),
        ("push", "self-hosted", STOP, PORT, "      - run: docker system prune -f\n", "yes", "no"),
        ("push", OWN, "", PORT + CHECK, "", "yes", "yes"),
        # It is stopped again, opens no port, runs for a change that is not merged, or where nothing stays.
        ("push", OWN, "", PORT, STOP, "unknown", "unknown"),
        ("push", OWN, "", "docker run -d", "", "unknown", "unknown"),
        ("pull_request", OWN, "", PORT, "", "unknown", "unknown"),
        ("push", "ubuntu-24.04", "", PORT, "", "unknown", "unknown"),
    ],
)
def test_a_released_image_that_a_job_leaves_running_is_deployed(
    event: str, runner: str, before: str, start: str, then: str, want: str, health: str
) -> None:
    files = {
        "Dockerfile": IMAGE,
        ".github/workflows/ci.yml": RELEASE.format(event, runner, before, start, then),
    }
    assert state("deployed-by-pipeline", **files) == want
    assert state("deployment-health-checked", **files) == health


@pytest.mark.parametrize(
    ("command", "want"),
    [
        ("docker run -d -p 80:80 demo", "unknown"),
        ("docker run demo pytest", "no"),
        ("docker run -d --name demo x && docker rm -f demo", "no"),
    ],
)
def test_what_stays_on_an_agent_of_jenkins_may_serve(command: str, want: str) -> None:
    text = f"pipeline {{\n agent any\n stages {{ stage('run') {{ steps {{ sh '{command}' }} }} }}\n}}\n"
    assert state("deployed-by-pipeline", Dockerfile=IMAGE, Jenkinsfile=text) == want


@pytest.mark.parametrize(("call", "want"), [("logfire.exception('no')", "yes"), ("logfire.info('no')", "no")])
def test_logfire_is_told_of_errors(call: str, want: str) -> None:
    assert state("errors-reported", f"    {call}", imports="import logfire\n") == want


PAGE = "import sys\n\nimport streamlit as st\n\n{}\nst.write(MODEL.predict(st.text_input('row')))\n"


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("st.session_state.history.insert(0, 1)", "no"),
        ("sys.path.insert(0, '.')", "no"),
        ("rows = []\nrows.insert(0, 1)", "no"),
        ("TABLE.insert({'row': 1})", "unknown"),
        ("def keep(rows):\n    rows.to_sql('rows', BASE)\n", "unknown"),
    ],
)
def test_a_page_stores_nothing_in_its_own_session(line: str, want: str) -> None:
    files = {
        "page.py": PAGE.format(line),
        "Dockerfile": 'FROM python:3.13\nCMD ["streamlit", "run", "page.py"]\n',
    }
    assert answers(files)["predictions-logged"].state == want


TWICE = """from fastapi import FastAPI
from sqlmodel import SQLModel

app = FastAPI()


class Prediction(SQLModel, table=True):
    value: float


{first}
def predict(row: dict):
    return MODEL.predict(row)


@app.post("/kept")
def predict(row: dict):
    DB.add(Prediction(value=MODEL.predict(row)))
    DB.commit()
"""


@pytest.mark.parametrize(("first", "want"), [('@app.post("/predict")', "yes"), ("# Draft.", "unknown")])
def test_two_routes_may_have_a_handler_of_one_name(first: str, want: str) -> None:
    assert answers({"serve.py": TWICE.format(first=first)})["predictions-logged"].state == want
