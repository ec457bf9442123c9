"""What readings of services told wrong: evidence is claimed only where it is seen to its end."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SERVE = """from fastapi import FastAPI
{imports}
app = FastAPI()


@app.{method}("/{route}"{more})
def {name}(row: {row}):
{body}
    return MODEL.predict(row)
"""


def serve(body: str = "    pass", imports: str = "", **more: str) -> str:
    given = {"method": "post", "route": "predict", "more": "", "name": "predict", "row": "dict"} | more
    return SERVE.format(body=body, imports=imports, **given)


def state(practice: str, files: dict[str, str]) -> str:
    return answers(files)[practice].state


ASKS = "import requests\n\n\ndef up():\n    return requests.get(URL + '/health')\n"


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({"serve.py": serve(route="", method="get", more=', tags=["health"]')}, "partly"),
        ({"serve.py": serve(body="    status = health")}, "unknown"),
        ({"serve.py": serve(), "probe.py": ASKS}, "no"),
        ({"serve.py": serve(imports="LOGS = '/var/logs/health'")}, "no"),
        ({"serve.py": serve(route="health", method="get", name="up")}, "yes"),
        ({"serve.py": serve(route="up", method="get", name="health")}, "yes"),
        ({"serve.py": serve(), "routes.py": "ROUTE = '/health'\n"}, "yes"),
    ],
)
def test_a_word_is_no_route_of_health(files: dict[str, str], want: str) -> None:
    assert state("health-answered", files) == want


DETECTOR = """import numpy as np


class DriftDetector:
    def __init__(self):
        self.reference = None
{loads}
    def set_reference(self, rows):
        self.reference = rows

    def check_drift(self, rows):
        return abs(np.mean(rows) - np.mean(self.reference)) > 1
"""
CHECKS = "    DETECTOR.check_drift(row)"
IMPORTS = "from detector import DriftDetector\n\nDETECTOR = DriftDetector()"


@pytest.mark.parametrize(
    ("loads", "body", "want"),
    [
        ("", CHECKS, "unknown"),
        ("", f"    DETECTOR.set_reference(ROWS)\n{CHECKS}", "partly"),
        ("        self.set_reference(ROWS)\n", CHECKS, "partly"),
    ],
)
def test_without_a_reference_nothing_is_compared(loads: str, body: str, want: str) -> None:
    files = {"serve.py": serve(body, IMPORTS), "detector.py": DETECTOR.format(loads=loads)}
    assert state("drift-watched", files) == want


LOG = "import logging\n\nlogger = logging.getLogger(__name__)"
KEEPS = "\n\ndef save_prediction(row):\n    DB.insert_one(row)\n"
LATER = "\n\ndef later(row):\n    save_prediction(row)\n"
LINE = "    logger.info(MODEL.predict(row))"


@pytest.mark.parametrize(
    ("code", "want"),
    [
        (serve("    output_text = ask(row)\n    logger.info(output_text)", LOG, name="process"), "unknown"),
        (serve("    Output = ask(row)\n    logger.info('asked')", LOG, name="process"), "no"),
        (serve("    output_text = ask(row)", LOG, name="process"), "no"),
        (serve(LINE, LOG), "partly"),
        (serve(LINE, LOG) + KEEPS + LATER, "unknown"),
        # No code names it.
        (serve(LINE, LOG) + KEEPS, "partly"),
        (serve(LINE, LOG) + KEEPS.replace("save_prediction", "save_settings"), "partly"),
        (serve(f"{LINE}\n    save_prediction(row)", LOG) + KEEPS, "yes"),
    ],
)
def test_what_may_keep_predictions_is_unknown(code: str, want: str) -> None:
    assert state("predictions-logged", {"serve.py": code}) == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("RUN = client.search_runs(order_by=['start_time DESC'])[0]", "partly"),
        ("MODEL_VERSION = settings.model_version", "unknown"),
        ("VERSION = settings.version", "no"),
    ],
)
def test_a_name_of_a_version_is_none(line: str, want: str) -> None:
    imports = f"import mlflow\n\n{line}\nMODEL = mlflow.pyfunc.load_model(URI)"
    assert state("model-versioned", {"serve.py": serve(imports=imports)}) == want


CHECK = "def validate_rows(rows):\n    if not rows:\n        raise ValueError(rows)\n\n\n"
CHECK += "if __name__ == '__main__':\n    validate_rows([])\n"


def test_what_only_a_program_checks_is_no_request() -> None:
    assert state("input-validated", {"serve.py": serve(), "bump.py": CHECK}) == "no"
    assert state("input-validated", {"serve.py": serve()}) == "no"


FIT = "import joblib\n{}\n\n\ndef train():\n    MODEL.fit(rows(), random_state=1)\n"
FIT += "    joblib.dump(MODEL, 'm')\n"
MAKES = "import numpy as np\n\n\ndef rows():\n    return np.random.{}\n"
READS = "import pandas as pd\n\n\ndef rows():\n    return pd.read_csv({})\n"
OWN = "from near import rows"


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({"train.py": FIT.format(OWN), "near.py": MAKES.format("rand(3)")}, "yes"),
        ({"train.py": FIT.format(OWN), "near.py": READS.format("URL")}, "partly"),
        ({"train.py": FIT.format("from elsewhere import rows")}, "unknown"),
        ({"train.py": FIT.format(OWN), "near.py": READS.format("'rows.csv'"), "data/rows.csv": "a\n"}, "yes"),
        ({"train.py": FIT.format(OWN), "near.py": READS.format("PATH"), "data/rows.csv": "a\n"}, "unknown"),
        ({"train.py": FIT.format(OWN), "near.py": READS.format("PATH"), "data/test.csv": "a\n"}, "partly"),
        ({"train.py": FIT.format(OWN), "near.py": READS.format("PATH"), "rows.csv.dvc": "outs: []\n"}, "yes"),
        (
            {"train.py": FIT.format(OWN), "near.py": READS.format("P"), "model.pkl.dvc": "outs: []\n"},
            "partly",
        ),
    ],
)
def test_data_is_kept_only_where_the_training_names_it(files: dict[str, str], want: str) -> None:
    assert state("training-reproducible", {"serve.py": serve(), **files}) == want


def test_a_training_may_list_a_directory() -> None:
    files = {"serve.py": serve(), "train.py": FIT.format("from torchvision.datasets import ImageFolder")}
    pictures = {f"data/cat/{number}.png": "" for number in range(20)}
    assert state("training-reproducible", {**files, **pictures}) == "yes"
    assert state("training-reproducible", files) == "unknown"


@pytest.mark.parametrize(
    ("code", "want"),
    [
        ("def score(rows):\n    SCALER.fit(rows)\n    open('x').write(rows)\n", "unknown"),
        ("import joblib\n\n\ndef score(rows):\n    SCALER.fit(rows)\n    joblib.dump(rows)\n", "no"),
    ],
)
def test_what_fits_may_train_nothing(code: str, want: str) -> None:
    files = {"serve.py": serve(), "other.py": code.replace("(rows):", "(rows):\n    rows = read_sql(Q)")}
    assert state("training-reproducible", files) == want


@pytest.mark.parametrize(
    ("line", "want"),
    [("run.log_input(rows)", "unknown"), ("run.set_tag('x', git_commit)", "unknown"), ("run.end()", "no")],
)
def test_a_tracker_beside_the_training_may_keep_its_lineage(line: str, want: str) -> None:
    files = {"serve.py": serve(), "train.py": FIT.format(""), "track.py": f"import mlflow\n\n{line}\n"}
    assert state("lineage-kept", files) == want


COMPOSE = "services:\n  train: {{image: '{}', command: python train.py}}\n"


@pytest.mark.parametrize(
    ("image", "want"), [("python:3.13-slim", None), ("demo/api:1.2", "yes"), ("python-api:1.2", "yes")]
)
def test_a_base_of_images_is_no_release(image: str, want: str | None) -> None:
    told = answers({"serve.py": serve(), "compose.yaml": COMPOSE.format(image)}).get("release-pinned")
    assert (told.state if told else None) in ((want,) if want else (None, "not-applicable"))


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({"serve.py": serve(imports="import train")}, "unknown"),
        (
            {
                "serve.py": serve(imports="import train, settings"),
                "settings.py": "import os\nos.getenv('A')\n",
            },
            "yes",
        ),
        ({"serve.py": serve()}, "no"),
    ],
)
def test_settings_of_a_training_are_none_of_the_service(files: dict[str, str], want: str) -> None:
    train = "import os\n\nURI = os.getenv('URI')\n"
    assert state("settings-from-environment", {"train.py": train, **files}) == want


TELLS = '\n\n@app.get("/model")\ndef {}():\n    return {{"{}": META["{}"]}}\n'


@pytest.mark.parametrize(
    ("name", "key", "want"),
    [("model_info", "version", "unknown"), ("model_info", "kind", "no"), ("api_status", "version", "no")],
)
def test_an_answer_on_the_model_may_name_its_version(name: str, key: str, want: str) -> None:
    code = serve(imports="import joblib\n\nMODEL = joblib.load('model.pkl')") + TELLS.format(name, key, key)
    assert state("model-versioned", {"serve.py": code}) == want


LOGIN = """
from pydantic import BaseModel


class User(BaseModel):
    name: str


@app.post("/login")
def login(user: User):
    return user.name
"""


@pytest.mark.parametrize(
    ("code", "want"),
    [
        (serve() + LOGIN, "unknown"),
        (serve(row="Row").replace("from fastapi", "from rows import Row\nfrom fastapi") + LOGIN, "yes"),
        (serve(name="main").replace("MODEL.predict(row)", "row") + LOGIN, "unknown"),
    ],
)
def test_what_another_handler_takes_says_nothing_of_the_model(code: str, want: str) -> None:
    rows = "from pydantic import BaseModel\n\n\nclass Row(BaseModel):\n    age: int\n"
    assert state("input-validated", {"serve.py": code, "rows.py": rows}) == want


def test_without_code_that_answers_nothing_is_told_of_its_requests() -> None:
    code = serve(name="main").replace("MODEL.predict(row)", "row")
    assert state("input-validated", {"serve.py": code}) == "unknown"
    assert state("predictions-logged", {"serve.py": code}) == "unknown"
    assert state("predictions-logged", {"serve.py": serve()}) == "no"


READ = "import joblib\n{}\nROWS = read_csv('rows.csv')\nMODEL = {}.fit(ROWS)\njoblib.dump(MODEL, 'm')\n"


@pytest.mark.parametrize(
    ("first", "model", "want"),
    [
        ("ROWS = split(random_state=1)", "RandomForestClassifier(n_estimators=9)", "partly"),
        ("ROWS = split(random_state=1)", "MLPClassifier(hidden_layer_sizes=(9, 9))", "partly"),
        ("ROWS = split(random_state=1)", "MLPClassifier((9, 9), random_state=1)", "yes"),
        ("ROWS = split(random_state=1)", "RandomForestClassifier(random_state=1)", "yes"),
        ("ROWS = split(random_state=1)", "RandomForestClassifier(**given)", "yes"),
        ("ROWS = split(random_state=1)", "LinearRegression()", "yes"),
        ("random.seed(1)", "RandomForestClassifier(n_estimators=9)", "yes"),
    ],
)
def test_an_estimator_that_draws_wants_a_seed_of_its_own(first: str, model: str, want: str) -> None:
    files = {"serve.py": serve(), "train.py": READ.format(first, model), "data/rows.csv": "a\n"}
    assert state("training-reproducible", files) == want


DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  template:
    spec:
      containers:
        - {{name: main, image: "{image}"{more}}}
"""
PROBE = ", readinessProbe: {tcpSocket: {port: 5432}}"


@pytest.mark.parametrize(
    ("more", "base", "want"), [("", PROBE, "no"), (PROBE, "", "yes"), (PROBE, PROBE, "yes"), ("", "", "no")]
)
def test_the_probe_of_a_data_base_is_none_of_the_service(more: str, base: str, want: str) -> None:
    objects = {
        "k8s/api.yaml": DEPLOYMENT.format(name="api", image="demo/api:1", more=more),
        "k8s/base.yaml": DEPLOYMENT.format(name="base", image="postgres:16", more=base),
    }
    assert state("deployment-health-checked", {"serve.py": serve(), **objects}) == want


CHECKED = "services:\n  {}:\n    build: .\n    healthcheck: {{test: [CMD, python]}}\n  other: {{build: .}}\n"


@pytest.mark.parametrize(
    ("name", "want"), [("api", "yes"), ("frontend", "no"), ("my-ui", "no"), ("quickui", "yes")]
)
def test_the_health_check_of_a_page_is_none_of_the_service(name: str, want: str) -> None:
    files = {"serve.py": serve(), "compose.yaml": CHECKED.format(name)}
    assert state("deployment-health-checked", files) == want


@pytest.mark.parametrize(
    ("image", "own", "want"),
    [("other/mock:1.2", "demo/api:latest", "unknown"), ("other/mock:1.2", "demo/api:1.3", "yes")],
)
def test_an_image_of_others_is_no_release_of_the_project(image: str, own: str, want: str) -> None:
    objects = {
        "k8s/mock.yaml": DEPLOYMENT.format(name="mock", image=image, more=""),
        "k8s/api.yaml": DEPLOYMENT.format(name="api", image=own, more=""),
    }
    assert state("release-pinned", {"serve.py": serve(), **objects}) == want


@pytest.mark.parametrize(("name", "want"), [("age", None), ("gender", "no")])
def test_an_age_alone_is_of_no_person(name: str, want: str | None) -> None:
    told = answers({"serve.py": serve(body=f"    {name} = row")}).get("bias-measured")
    assert (told.state if told else None) in ((want,) if want else (None, "not-applicable"))


def test_settings_that_other_code_reads_are_unknown() -> None:
    other = "import os\n\nURI = os.getenv('URI')\n"
    assert state("settings-from-environment", {"serve.py": serve(), "jobs.py": other}) == "unknown"
    assert state("settings-from-environment", {"serve.py": serve(), "train.py": other}) == "no"


SERVED = "services:\n  api: {{build: ., command: '{}', healthcheck: {{test: [CMD, python]}}}}\n"
SERVED += "  other: {{build: .}}\n"


@pytest.mark.parametrize(
    ("command", "want"),
    [("", "yes"), ("uvicorn serve:app", "yes"), ("webserver", "unknown"), ("serve", "yes")],
)
def test_a_check_of_what_does_not_serve_is_unknown(command: str, want: str) -> None:
    files = {"serve.py": serve(), "compose.yaml": SERVED.format(command)}
    assert state("deployment-health-checked", files) == want


DAG = "from airflow.operators.bash import BashOperator\n\nBashOperator(bash_command='{}')\n"


@pytest.mark.parametrize(
    ("code", "want"),
    [
        (DAG.format("bentoml serve churn:latest"), "unknown"),
        (DAG.format("bentoml build"), "no"),
        ("HELP = 'bentoml serve churn:latest'\n", "no"),
    ],
)
def test_an_orchestrator_may_start_the_service(code: str, want: str) -> None:
    files = {"serve.py": serve(), "dags/churn.py": code, ".github/workflows/ci.yml": "on: push\njobs: {}\n"}
    assert state("deployed-by-pipeline", files) == want


@pytest.mark.parametrize(
    ("tag", "want"), [("cpu-latest", "no"), ("latest-gpu", "no"), ("1.2", "yes"), ("latestfix-1", "yes")]
)
def test_a_tag_may_move_by_a_part_of_its_name(tag: str, want: str) -> None:
    objects = {"k8s/api.yaml": DEPLOYMENT.format(name="api", image=f"demo/api:{tag}", more="")}
    assert state("release-pinned", {"serve.py": serve(), **objects}) == want


TABLE = "from sqlalchemy.orm import DeclarativeBase\n\n\nclass Base(DeclarativeBase):\n    pass\n"


@pytest.mark.parametrize(
    ("name", "made", "want"),
    [
        ("SearchLogs", "SearchLogs", "unknown"),
        ("User", "User", "no"),
        ("InferenceResult", "InferenceResult", "unknown"),
        # No code names the table.
        ("InferenceResult", "Other", "no"),
    ],
)
def test_a_table_of_answers_may_keep_them(name: str, made: str, want: str) -> None:
    tables = f"{TABLE}\n\nclass {name}(Base):\n    __tablename__ = 'rows'\n"
    tables += f"\n\ndef later(row):\n    DB.add({made}(row))\n"
    assert state("predictions-logged", {"serve.py": serve(), "tables.py": tables}) == want


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("    logger = current.logger\n    logger.error('no')", "unknown"),
        ("    logger = current.logger\n    logger.debug('no')", "no"),
    ],
)
def test_a_log_that_the_code_is_given_may_tell_of_errors(body: str, want: str) -> None:
    assert state("errors-reported", {"serve.py": serve(body)}) == want


@pytest.mark.parametrize(
    ("name", "want"), [("compute_slice_metrics", "unknown"), ("slice_rows", "no"), ("compute_metrics", "no")]
)
def test_metrics_by_slices_may_compare_people(name: str, want: str) -> None:
    slices = f"def {name}(rows):\n    return rows.groupby('sex').mean()\n"
    assert state("bias-measured", {"serve.py": serve("    gender = row"), "slices.py": slices}) == want


@pytest.mark.parametrize(
    ("file", "name", "want"),
    [
        ("slice_performance.py", "compute_performance", "unknown"),
        ("slice_performance.py", "plot_bars", "no"),
        ("performance.py", "compute_performance", "no"),
    ],
)
def test_a_module_says_that_its_functions_measure_slices(file: str, name: str, want: str) -> None:
    code = f"def {name}(rows):\n    return rows.groupby('sex').mean()\n"
    assert state("bias-measured", {"serve.py": serve("    gender = row"), file: code}) == want


def test_what_parses_the_model_parses_no_request() -> None:
    parse = "def parse_{}(given):\n    if not given:\n        raise ValueError(given)\n    return given\n"
    code = serve("    parse_{}(row)", "from parts import parse_{}")
    for name, want in (("rows", "yes"), ("model", "no")):
        files = {"serve.py": code.replace("{}", name), "parts.py": parse.format(name)}
        assert state("input-validated", files) == want


NETS = "from tensorflow import keras\n\n\nclass Training:\n    def train(self):\n"
NETS += "        self.net.fit(read_csv(URL))\n"
RUNS = "from parts import Training\n\nTraining().train()\nrandom_state = 1\nprint('train')\n"


@pytest.mark.parametrize(("compiles", "want"), [("net.compile()", "partly"), ("", "yes")])
def test_a_net_may_be_compiled_elsewhere(compiles: str, want: str) -> None:
    files = {
        "serve.py": serve(),
        "train.py": RUNS + "keras.save_model(1)\n",
        "parts.py": NETS,
        "base.py": f"from tensorflow import keras\n\nnet = keras.Net()\n{compiles}\n",
        "dvc.lock": "stages: {}\n",
    }
    assert state("training-reproducible", files) == want


def test_what_is_imported_and_never_used_trains_nothing() -> None:
    code = "from transformers import Trainer\n\nMODEL.save_pretrained('m')\n"
    told = answers({"serve.py": serve(), "train.py": code}).get("lineage-kept")
    assert told is None or told.state == "not-applicable"
    used = answers({"serve.py": serve(), "train.py": code + "Trainer(MODEL)\n"})["lineage-kept"]
    assert used.state == "no"


def test_data_of_another_server_is_not_made() -> None:
    near = "import numpy as np\nimport requests\n\n\ndef rows():\n"
    near += "    return np.array(requests.post(URL).json())\n"
    files = {"serve.py": serve(), "train.py": FIT.format(OWN), "near.py": near}
    assert state("training-reproducible", files) == "partly"


@pytest.mark.parametrize(("path", "want"), [("/opt/data/status.json", "no"), ("/api/status", "yes")])
def test_a_file_is_no_route(path: str, want: str) -> None:
    assert state("health-answered", {"serve.py": serve(imports=f"PATH = '{path}'")}) == want


BUILD = "FROM python:3.13-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n{}"


@pytest.mark.parametrize(
    ("more", "want"),
    [
        ("", "unknown"),
        ("COPY . .\n", "partly"),
        ("COPY serve.py .\n", "partly"),
        ("RUN git clone $URL\n", "partly"),
    ],
)
def test_an_image_without_source_runs_what_is_mounted(more: str, want: str) -> None:
    files = {"serve.py": serve(), "Dockerfile": BUILD.format(more), "requirements.txt": "fastapi\n"}
    assert state("image-installs-project", files) == want


DRIFT = "from evidently.metric_preset import DataDriftPreset\n"
DRIFT += "from evidently.report import Report\n\n\ndef compare(old, new):\n"
DRIFT += "    report = Report(metrics=[DataDriftPreset()])\n"
DRIFT += "    report.run(reference_data=old, current_data=new)\n"
ROWS = "import numpy as np\nimport pandas as pd\n\n\ndef rows():\n    return pd.DataFrame({})\n"
CHECKS = "    compare(rows(), rows())"


@pytest.mark.parametrize(
    ("rows", "want"),
    [("np.random.normal(0, 5, 30)", "unknown"), ("pd.read_sql('rows', BASE)", "partly")],
)
def test_a_comparison_of_what_is_made_up_watches_nothing(rows: str, want: str) -> None:
    code = serve(CHECKS, "from drift import compare\nfrom rows import rows")
    files = {"serve.py": code, "drift.py": DRIFT, "rows.py": ROWS.format(rows)}
    assert state("drift-watched", files) == want
    # Another that asks for the comparison may have the rows that are served.
    other = "from drift import compare\n\n\ndef nightly(old, new):\n    return compare(old, new)\n"
    assert state("drift-watched", {**files, "other.py": other}) == "partly"


METER = "from prometheus_client import {0}\n\nSEEN = {0}('a', 'b')"


@pytest.mark.parametrize(
    ("kind", "call", "want"),
    [
        ("Gauge", "set(1)", "no"),
        ("Info", "info({})", "no"),
        ("Gauge", "inc()", "yes"),
        ("Counter", "inc()", "yes"),
        ("Histogram", "observe(1)", "yes"),
    ],
)
def test_what_is_set_counts_no_requests(kind: str, call: str, want: str) -> None:
    code = serve(f"    SEEN.{call}", METER.format(kind))
    assert state("requests-counted", {"serve.py": code}) == want


@pytest.mark.parametrize(("target", "want"), [("OUTPUT", "yes"), ("StringIO()", "no")])
def test_a_buffer_keeps_no_answers(target: str, want: str) -> None:
    body = f"    prediction = MODEL.predict(row)\n    prediction.to_csv({target})"
    code = serve(body, "from io import StringIO")
    assert (state("predictions-logged", {"serve.py": code}) == "yes") == (want == "yes")


@pytest.mark.parametrize(
    ("draw", "want"),
    [("frac=0.5", "partly"), ("n=5, random_state=1", "yes"), ("key", "yes")],
)
def test_rows_that_are_drawn_need_a_seed(draw: str, want: str) -> None:
    fit = "import joblib\nfrom sklearn.svm import SVC\n\n"
    fit += f"rows = read_csv('rows.csv').sample({draw})\n".replace("read_csv('rows.csv')", "FRAME")
    fit += "read_csv(URL)\njoblib.dump(SVC(random_state=1).fit(rows), 'm')\n"
    files = {"serve.py": serve(), "train.py": fit.replace("FRAME", "frame"), "dvc.lock": "stages: {}\n"}
    assert state("training-reproducible", files) == want


LINE = "import json\nimport logging\n\nlogger = logging.getLogger()\n\n\ndef log_prediction({0}):\n"
LINE += "    logger.info(json.dumps({{'version': version, 'given': {0}}}))\n"


@pytest.mark.parametrize(("given", "want"), [("status", "partly"), ("features", "yes")])
def test_a_line_of_json_without_what_was_asked_is_a_line(given: str, want: str) -> None:
    code = serve("    log_prediction(row)", "from lines import log_prediction")
    assert state("predictions-logged", {"serve.py": code, "lines.py": LINE.format(given)}) == want


@pytest.mark.parametrize(
    ("header", "want"),
    [("predict(row)", "partly"), ("shown(run_id)", "no"), ("predict(row, run_id)", "partly")],
)
def test_a_run_that_is_asked_for_is_not_the_one_that_is_served(header: str, want: str) -> None:
    load = (
        "import joblib\nimport mlflow\nfrom fastapi import FastAPI\n\napp = FastAPI()\n"
        "MODEL = joblib.load('m.joblib')\n\n\n"
    )
    load += f"@app.get('/runs')\ndef {header}:\n    return MODEL.predict(run_id)\n"
    assert state("model-versioned", {"serve.py": load}) == want


OWN_MODEL = "import joblib\nfrom sklearn.model_selection import train_test_split\n{0}\n"
OWN_MODEL += "rows, rest = train_test_split(read_csv(URL), random_state=1)\n"
OWN_MODEL += "model = {1}()\njoblib.dump(model.fit(rows), 'm')\n"


@pytest.mark.parametrize(
    ("imports", "model", "want"),
    [
        ("from parts import Model", "Model", "unknown"),
        ("from sklearn.svm import SVC", "SVC", "yes"),
        ("from parts import Model\nSEED = 1", "Model", "yes"),
    ],
)
def test_the_seed_of_a_split_is_none_of_what_is_fitted(imports: str, model: str, want: str) -> None:
    files = {"serve.py": serve(), "train.py": OWN_MODEL.format(imports, model), "dvc.lock": "stages: {}\n"}
    assert state("training-reproducible", files) == want


CONTEXT = "import great_expectations as gx\n\n\ndef check(rows):\n    context = gx.get_context()\n    {0}\n"


@pytest.mark.parametrize(
    ("code", "want"),
    [
        ("context.get_checkpoint('c').run()", "yes"),
        ("checkpoint = context.get_checkpoint('c')\n    return checkpoint.run()", "yes"),
        ("return context.run_checkpoint('c')", "yes"),
        ("return context.get_checkpoint('c')", "no"),
        ("from flask import Flask\n    app = Flask('a')\n    return app.run()", "no"),
    ],
)
def test_a_checkpoint_of_a_context_is_followed(code: str, want: str) -> None:
    files = {"serve.py": serve("    check(row)", "from rows import check"), "rows.py": CONTEXT.format(code)}
    assert state("input-quality-watched", files) == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ('logger.info("Model loaded successfully.")', "no"),
        # What was asked is no answer.
        ('logger.info("Model loaded for %s", row)', "no"),
        ('logger.info("asked")', "no"),
        ('logger.info("Model loaded")\n    logger.info(MODEL.predict(row))', "partly"),
    ],
)
def test_a_line_that_the_model_is_loaded_is_about_no_prediction(line: str, want: str) -> None:
    assert state("predictions-logged", {"serve.py": serve(f"    {line}", LOG)}) == want


@pytest.mark.parametrize(
    ("tag", "want"), [("income-app", "no"), ("blue", "no"), ("income-app-v2", "yes"), ("7f3c2ab", "yes")]
)
def test_a_tag_without_a_number_is_the_name_of_the_next_release_too(tag: str, want: str) -> None:
    objects = {"k8s/api.yaml": DEPLOYMENT.format(name="api", image=f"demo/api:{tag}", more="")}
    assert state("release-pinned", {"serve.py": serve(), **objects}) == want


SEARCH = "import joblib\nimport optuna\nfrom sklearn.svm import SVC\n\n"
SEARCH += "study = optuna.create_study({0})\nstudy.optimize(objective)\n"
SEARCH += "joblib.dump(SVC(random_state=1).fit(rows), 'm')\n"


@pytest.mark.parametrize(
    ("given", "want"),
    [
        ("direction='minimize'", "partly"),
        ("sampler=optuna.samplers.TPESampler(seed=1)", "yes"),
        ("sampler=optuna.samplers.TPESampler()", "partly"),
    ],
)
def test_a_search_draws_what_it_tries(given: str, want: str) -> None:
    files = {"serve.py": serve(), "train.py": SEARCH.format(given), "dvc.lock": "stages: {}\n"}
    assert state("training-reproducible", files) == want


RANDOM = "import joblib\nfrom sklearn.datasets import load_iris\nfrom sklearn.model_selection import {0}\n\n"
RANDOM += "SEED = 1\nsearch = {0}(make(random_state=SEED), {{1}})\n"
RANDOM += "search.fit(*load_iris(return_X_y=True))\njoblib.dump(search, 'model.joblib')\n"


@pytest.mark.parametrize(
    ("search", "given", "want"),
    [
        ("RandomizedSearchCV", "SPACE, cv=KFold(n_splits=5)", "partly"),
        ("RandomizedSearchCV", "SPACE,\n    # random_state=None\n", "partly"),
        ("RandomizedSearchCV", "SPACE, random_state=SEED", "yes"),
        ("RandomizedSearchCV", "SPACE, **given", "yes"),
        ("GridSearchCV", "SPACE", "yes"),
    ],
)
def test_a_random_search_is_given_a_seed(search: str, given: str, want: str) -> None:
    code = RANDOM.format(search).format("", given)
    assert state("training-reproducible", {"serve.py": serve(), "train.py": code}) == want


LOCK = "schema: '2.0'\nstages:\n  train:\n    outs:\n    - path: artifacts/{0}.pkl\n      md5: 0123\n"
START = "#!/bin/sh\n{0}\nuvicorn serve:app\n"


@pytest.mark.parametrize(
    ("line", "what", "want"),
    [
        ("dvc pull --force", "model", "yes"),
        ("# dvc pull", "model", "no"),
        ("dvc repro", "model", "no"),
        ("dvc pull", "encoder", "no"),
    ],
)
def test_what_is_pulled_by_its_hash_has_a_version(line: str, what: str, want: str) -> None:
    files = {"serve.py": LOADS, "dvc.lock": LOCK.format(what)}
    assert state("model-versioned", {**files, "start.sh": START.format(line)}) == want
    image = f"FROM python:3.13-slim\nCOPY . .\n{'' if line[0] == '#' else 'RUN '}{line}\nCMD ['start']\n"
    assert state("model-versioned", {**files, "Dockerfile": image}) == want


LOADS = "import joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\nMODEL = joblib.load('m.joblib')\n\n\n"
LOADS += "@app.post('/predict')\ndef predict(row: dict):\n    return MODEL.predict(row)\n"


@pytest.mark.parametrize(
    ("base", "target", "want"),
    [
        ("tensorflow/serving:2.7.0", "/models/kitchen/1", "yes"),
        ("tensorflow/serving:2.7.0", "/models/kitchen", "no"),
        ("python:3.13-slim", "/models/kitchen/1", "no"),
    ],
)
def test_a_server_of_tensorflow_takes_a_version_from_a_folder(base: str, target: str, want: str) -> None:
    files = {"serve.py": LOADS, "model.dockerfile": f"FROM {base}\nCOPY kitchen {target}\n"}
    assert state("model-versioned", files) == want


BENTO = """import bentoml
from bentoml.io import JSON
from pydantic import BaseModel


class Aim(BaseModel):
    team: str


RUNNER = bentoml.xgboost.get({0}).to_runner()
svc = bentoml.Service("aim", runners=[RUNNER])


@svc.api(input={1}, output=JSON())
async def classify(aim):
    return await RUNNER.predict.async_run(aim)
"""


@pytest.mark.parametrize(
    ("tag", "want"),
    [
        ('"aim:latest"', "partly"),
        ('"aim"', "partly"),
        ('"aim:7fk3"', "yes"),
        ("TAG", "unknown"),
        ("names.TAG", "unknown"),
        ('tag_like=f"{NAME}:latest"', "partly"),
        ('f"{NAME}:7fk3"', "yes"),
        ('f"aim:{TAG}"', "unknown"),
        ('f"{TAG}"', "unknown"),
    ],
)
def test_a_store_of_models_is_asked_for_one_or_for_the_newest(tag: str, want: str) -> None:
    assert state("model-versioned", {"serve.py": BENTO.format(tag, "JSON()")}) == want


@pytest.mark.parametrize(("given", "want"), [("JSON(pydantic_model=Aim)", "yes"), ("JSON()", "no")])
def test_a_decorator_may_be_given_the_model_of_a_request(given: str, want: str) -> None:
    assert state("input-validated", {"serve.py": BENTO.format('"aim"', given)}) == want


NAMED = "import mlflow\nfrom fastapi import FastAPI\n\napp = FastAPI()\n{0} = 'x'\n"
NAMED += "MODEL = mlflow.sklearn.load_model(f'models:/churn{1}{{{0}}}')\n\n\n"
NAMED += "@app.post('/predict')\ndef predict(row: dict):\n    return MODEL.predict(row)\n"


@pytest.mark.parametrize(
    ("name", "sign", "want"),
    [("MODEL_ALIAS", "@", "partly"), ("STAGE", "/", "partly"), ("MODEL_VERSION", "/", "unknown")],
)
def test_an_alias_that_a_variable_names_is_one(name: str, sign: str, want: str) -> None:
    assert state("model-versioned", {"serve.py": NAMED.format(name, sign)}) == want


LOGGED = "import mlflow\nfrom sklearn.svm import SVC\n\nmodel = SVC().fit(rows)\n"
LOGGED += "mlflow.sklearn.log_model(model, 'model'{0})\n"


@pytest.mark.parametrize(("given", "want"), [("", "no"), (", input_example=rows", "yes")])
def test_a_script_logs_a_model_outside_of_any_function(given: str, want: str) -> None:
    assert state("model-signed", {"serve.py": serve(), "train.py": LOGGED.format(given)}) == want


EXPORTED = "#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\n\nimport joblib\nimport pandas as pd\n"
EXPORTED += "from sklearn.svm import SVC\n\n# In[2]:\n\n\nrows = pd.read_csv(URL)\n"
EXPORTED += "joblib.dump(SVC(random_state=1).fit(rows), 'm')\n"


@pytest.mark.parametrize(("path", "want"), [("train.py", "partly"), ("explore.py", "partly")])
def test_a_training_may_be_exported_from_a_notebook(path: str, want: str) -> None:
    assert state("training-reproducible", {"serve.py": serve(), path: EXPORTED}) == want


@pytest.mark.parametrize(
    ("folder", "count", "want"), [("data/train", 20, "yes"), ("data/train", 3, "partly")]
)
def test_many_texts_in_a_folder_are_data(folder: str, count: int, want: str) -> None:
    fit = "import os\n\nimport joblib\nfrom sklearn.svm import SVC\n\n"
    fit += "rows = [open(name).read() for name in os.listdir('data/train')]\n"
    fit += "joblib.dump(SVC(random_state=1).fit(rows), 'm')\n"
    texts = {f"{folder}/{number}.txt": "a text\n" for number in range(count)}
    assert state("training-reproducible", {"serve.py": serve(), "train.py": fit, **texts}) == want


WRAPPED = "from sklearn.ensemble import RandomForestClassifier\n\n\nclass Quality:\n    def __init__(self):\n"
WRAPPED += "        self.model = RandomForestClassifier({0})\n\n"
WRAPPED += "    def fit(self, rows):\n        self.model.fit(rows)\n"


@pytest.mark.parametrize(("given", "want"), [("random_state=1", "yes"), ("max_depth=3", "partly")])
def test_a_class_that_the_training_imports_may_hold_the_seed(given: str, want: str) -> None:
    train = OWN_MODEL.format("from parts import Quality", "Quality").replace("read_csv(URL)", "load()")
    files = {"serve.py": serve(), "train.py": train, "parts.py": WRAPPED.format(given)}
    assert state("training-reproducible", {**files, "dvc.lock": "stages: {}\n"}) == want


@pytest.mark.parametrize(("tag", "want"), [("aim:latest", "partly"), ("aim:7fk3", "yes")])
def test_a_service_may_name_its_model_of_the_store(tag: str, want: str) -> None:
    code = "import bentoml\nfrom bentoml.models import BentoModel\n\n\n@bentoml.service\nclass Aim:\n"
    code += (
        f"    model = BentoModel('{tag}')\n\n    @bentoml.api\n    def predict(self, rows: list) -> list:\n"
    )
    code += "        return self.model.predict(rows)\n"
    assert state("model-versioned", {"serve.py": code}) == want


PUSHED = "build:\n  variables: {{IMAGE: 'demo/api:{}'}}\n"
PUSHED += "  script: [docker build . -t $IMAGE, docker push $IMAGE]\n"


@pytest.mark.parametrize(
    ("tag", "want"),
    [
        ("$CI_COMMIT_BRANCH", "no"),
        ("${CI_COMMIT_BRANCH}", "no"),
        ("$CI_COMMIT_BRANCH-$CI_COMMIT_SHORT_SHA", "yes"),
        ("$CI_COMMIT_TAG", "yes"),
    ],
)
def test_a_tag_that_is_the_name_of_a_branch_moves(tag: str, want: str) -> None:
    files = {"serve.py": serve(), ".gitlab-ci.yml": PUSHED.format(tag)}
    assert state("release-pinned", files) == want


FITTED = "from sklearn.linear_model import LinearRegression\n\n\ndef trend(rows, y, picture):\n"
FITTED += "    model = LinearRegression()\n    model.fit(rows, y)\n    picture.save('a.png')\n"
FITTED += "    return model.predict(rows)\n"


@pytest.mark.parametrize(
    ("path", "library", "want"),
    [
        ("trend.py", "ultralytics", "unknown"),
        ("trend.py", "json", "no"),
        ("train.py", "ultralytics", "no"),
    ],
)
def test_what_is_fitted_for_an_answer_may_be_no_training(path: str, library: str, want: str) -> None:
    files = {"serve.py": serve(imports=f"import {path[:-3]}, {library}"), path: FITTED}
    assert state("lineage-kept", files) == want
