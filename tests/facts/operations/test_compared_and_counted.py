"""What a comparison is given, what a list in memory counts, and which words of a path tell something."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import HEAD, answers, level
from tests.facts.operations.test_answer_flow import told
from tests.facts.operations.test_classic_services import FASTAPI

WATCH = """import pandas as pd
import yaml
from scipy.stats import ks_2samp


def drift(reference, current):
    return ks_2samp(pd.read_csv(reference), pd.read_csv(current))


def main():
    config = yaml.safe_load(open("config.yaml"))
    print(drift(config["reference_path"], config["{current}"]))


if __name__ == "__main__":
    main()
"""
PREPARE = """import pandas as pd
import yaml
{imports}

def main():
    config = yaml.safe_load(open("config.yaml"))
    first, second = {cut}(pd.read_csv(config["raw_path"]))
    first.to_csv(config["reference_path"])
    second.to_csv(config["test_path"])


main()
"""
CUT = "from sklearn.model_selection import train_test_split\n\n"


@pytest.mark.parametrize(
    ("current", "imports", "cut", "want"),
    [
        ("test_path", CUT, "train_test_split", "0"),
        ("test_path", "from cuts import split_by_date\n\n", "split_by_date", "0"),
        ("test_path", "from near import fetch\n\n", "fetch", "half"),
        # What comes in production is written by what serves.
        ("live_path", CUT, "train_test_split", "half"),
    ],
)
def test_parts_of_one_data_set_may_lie_where_settings_say(
    current: str, imports: str, cut: str, want: str
) -> None:
    files = {"serve.py": FASTAPI, "watch.py": WATCH.format(current=current)}
    assert level({**files, "prepare.py": PREPARE.format(imports=imports, cut=cut)}) == want


LISTED = """from fastapi import FastAPI

app = FastAPI()
{name} = []


@app.post("/predict")
def predict(row: dict):
    answer = MODEL.predict([row])
    {name}.append({{"seconds": 0.1}})
    return answer


@app.get("/model-metrics")
def model_metrics():
    return {{"asked": {shown}}}
"""


@pytest.mark.parametrize(
    ("name", "shown", "want"),
    [
        ("prediction_log", "len(prediction_log)", "partly"),
        ("LATENCIES", "len(LATENCIES)", "partly"),
        # What is listed may be anything else, and a list that no route shows tells nobody.
        ("colours", "len(colours)", "no"),
        ("prediction_log", "0", "no"),
    ],
)
def test_a_list_of_requests_that_a_route_counts_is_a_half(name: str, shown: str, want: str) -> None:
    code = LISTED.format(name=name, shown=shown)
    assert answers({"serve.py": code})["requests-counted"].state == want


ROUTES = """from fastapi import APIRouter, FastAPI

from {package}.sessions import Session

app = FastAPI()


@app.post("/start")
def start(name: str):
    Session().save(name)
    return answer(name)


@app.post("/answer")
def answer(row: dict):
    return MODEL.predict([row])
"""
SESSIONS = "class Session:\n    def save(self, name):\n        self.name = compress(name)\n"


@pytest.mark.parametrize(
    ("folder", "want"), [("LoanPrediction/", "no"), ("loans/", "no"), ("loans/prediction/", "unknown")]
)
def test_the_folder_that_all_lie_in_says_nothing_of_one_module(folder: str, want: str) -> None:
    package = folder.strip("/").replace("/", ".")
    files = {
        "pyproject.toml": HEAD,
        f"{folder}__init__.py": "",
        f"{folder}serve.py": ROUTES.format(package=package),
        f"{folder}sessions.py": SESSIONS,
        "loans/other.py": FASTAPI,
    }
    if folder == "LoanPrediction/":
        del files["loans/other.py"]
    assert answers(files)["predictions-logged"].state == want


OWN = """def shares(rows):
    return {{one: rows.count(one) / len(rows) for one in rows}}


def analyze_drift():
    {first} = shares(read("2024"))
    {second} = shares(read("2025"))
    return sum(({first}[one] - {second}.get(one, 0)) ** 2 for one in {first}) > 1


print(analyze_drift())
"""


@pytest.mark.parametrize(
    ("first", "second", "want"),
    [
        ("reference", "current", "unknown"),
        ("first", "second", "0"),
        # A function that only says so compares nothing.
        ("reference", "reference", "0"),
    ],
)
def test_a_comparison_of_its_own_may_be_one_of_drift(first: str, second: str, want: str) -> None:
    code = OWN.format(first=first, second=second)
    assert level({"serve.py": FASTAPI, "watch.py": code}) == want
    assert level({"serve.py": FASTAPI, "watch.py": code.replace("print(analyze_drift())", "")}) == "0"


MOUNTED = "FROM python:3.13-slim\nENV PYTHONPATH=/src\nCMD [{command}]\n"
WORKER = (
    "import pika\n\nfrom ml.keep import save_prediction\n\n\ndef answer(channel, method, properties, body):\n"
)
WORKER += "    save_prediction(body, MODEL.predict(body))\n\n\nif __name__ == '__main__':\n"
WORKER += "    CHANNEL.basic_consume(queue='asked', on_message_callback=answer)\n"
KEEP = (
    "def save_prediction(body, label):\n    DB.execute('INSERT INTO answers VALUES (?, ?)', (body, label))\n"
)


@pytest.mark.parametrize(
    ("module", "want"), [("ml.worker", "1a"), ("ml.other", "unknown"), ("worker", "unknown")]
)
def test_a_worker_runs_from_a_folder_that_its_image_mounts(module: str, want: str) -> None:
    files = {
        "app/src/ml/__init__.py": "",
        "app/src/ml/main.py": FASTAPI,
        "app/src/ml/worker.py": WORKER,
        "app/src/ml/keep.py": KEEP,
        "app/Dockerfile": MOUNTED.format(command='"uvicorn", "ml.main:app"'),
        "worker/Dockerfile": MOUNTED.format(command=f'"python", "-m", "{module}"'),
    }
    assert level(files, "predictions-logged") == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ('logger.info("asked by %s", job.name)', "0"),
        ('logger.info("answer of %s", job)', "half"),
        ('logger.info("answer: %s", job.result)', "half"),
        ('logger.info("answer: %s", job.result.label)', "half"),
    ],
)
def test_a_part_of_an_object_is_not_what_is_set_on_another(line: str, want: str) -> None:
    assert told(f"job = dict(row)\njob.result = MODEL.predict(row)\n{line}\nreturn job.result") == want


@pytest.mark.parametrize(
    ("path", "text", "want"),
    [
        ("infra/drift.sh", "# live data?\nLIVE=$(git rev-parse --short origin/live)\necho $LIVE\n", "0"),
        (".github/workflows/drift.yml", "jobs: {plan: {steps: [{run: terraform plan}]}}\n", "0"),
        ("infra/drift.sh", "git rev-parse HEAD\ncurl $URL/drift\n", "unknown"),
        ("infra/drift.sh", "terraform apply\nbin/compare model reference\n", "unknown"),
        ("infra/drift.sh", "bin/compare\n", "unknown"),
        ("infra/drift.sh", "# git log\n", "0"),
    ],
)
def test_the_drift_of_what_is_deployed_is_none_of_the_inputs(path: str, text: str, want: str) -> None:
    assert level({"serve.py": FASTAPI, path: text}) == want


CHROMA = """import chromadb


class Articles:
    def __init__(self):
        self.collection = chromadb.PersistentClient().get_or_create_collection("articles")

    def add_articles(self, articles, labels):
        metas = [{"label": label} for label in labels]
        self.collection.upsert(documents=articles, metadatas=metas)
"""
ONE_OF_TWO = """from fastapi import FastAPI, Request

from articles import Articles
from own import predict_price

app = FastAPI()
ARTICLES = Articles()


@app.post("/articles")
def articles(rows: list, request: Request):
    model = request.app.state.model
    labels = model.predict(rows)
    ARTICLES.add_articles(rows, {kept})
    return labels


{second}
"""
SECOND = """@app.post("/{name}")
def {name}(row: dict, request: Request):
    model = request.app.state.model
    return {asks}
"""


@pytest.mark.parametrize(
    ("kept", "name", "asks", "want"),
    [
        ("labels", "", "", "1a"),
        ("labels", "single", "model.predict_one(row)", "half"),
        ("labels", "single", "predict_price(row)", "half"),
        # What only tries the model is asked for no prediction.
        ("labels", "warmup", "model.predict(row)", "1a"),
        ("rows", "single", "model.predict(row)", "0"),
    ],
)
def test_one_of_two_routes_keeps_what_a_model_of_the_application_answers(
    kept: str, name: str, asks: str, want: str
) -> None:
    second = SECOND.format(name=name, asks=asks) if name else ""
    files = {"serve.py": ONE_OF_TWO.format(kept=kept, second=second), "articles.py": CHROMA}
    files["own.py"] = "def predict_price(row):\n    return MODEL.predict([row])\n"
    assert level(files, "predictions-logged") == want


HALVED = """import pandas as pd
from scipy.stats import ks_2samp


def drift(reference, current):
    return ks_2samp(reference, current)


def main():
    df = pd.read_parquet("train.parquet")
    half = len(df) // 2
    reference = df.iloc[:half].reset_index(drop=True)
    current = {current}
    print(drift(reference, current))


if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(
    ("current", "want"),
    [("df.iloc[half:].reset_index(drop=True).copy()", "0"), ("pd.read_parquet('live.parquet')", "half")],
)
def test_the_halves_of_one_table_are_parts_of_one_data_set(current: str, want: str) -> None:
    assert level({"serve.py": FASTAPI, "watch.py": HALVED.format(current=current)}) == want


LOOKED_UP = """import pandas as pd
from scipy.stats import ks_2samp


def drift(reference, current):
    return ks_2samp(reference, current)


def main():
    known = pd.read_csv("tested.csv")
    known.{cut}.to_csv("reference.csv")
    print(drift(pd.read_csv("reference.csv"), {current}))


if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(
    ("cut", "current", "want"),
    [
        ("iloc[:100]", "known", "0"),
        # One row is looked up, and what comes in production lies in a data base.
        ("iloc[-1]", "known", "half"),
        ("iloc[:100]", "pd.read_sql(QUERY, BASE)", "half"),
    ],
)
def test_what_is_looked_up_or_comes_from_a_data_base_is_not_cut(cut: str, current: str, want: str) -> None:
    files = {"serve.py": FASTAPI, "watch.py": LOOKED_UP.format(cut=cut, current=current)}
    assert level(files) == want


ROUTED = "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get('/drift')"


@pytest.mark.parametrize(
    ("head", "given", "want"),
    [("", "event, context", "unknown"), (ROUTED, "event: dict", "1a")],
)
def test_what_calls_a_function_of_a_platform_may_be_a_schedule(head: str, given: str, want: str) -> None:
    code = "import pandas as pd\nfrom scipy.stats import ks_2samp\n" + head
    code += f"\ndef lambda_handler({given}):\n"
    code += "    return ks_2samp(pd.read_csv('trained.csv'), pd.read_csv(event['key']))\n"
    serve = FASTAPI + ("\n\nfrom watch import router\n\napp.include_router(router)\n" if head else "")
    assert level({"serve.py": serve, "watch.py": code}) == want


BESIDE = """

def drift_of(known, now):
    return (known.mean() - now.mean()).abs()


def handler({given}):
    return drift_of(read(event), read(event))
"""


@pytest.mark.parametrize(("given", "want"), [("event, context", "unknown"), ("event", "half")])
def test_a_platform_may_call_another_comparison_than_a_script(given: str, want: str) -> None:
    script = "import pandas as pd\nfrom scipy.stats import ks_2samp\n\n\ndef main():\n"
    script += "    return ks_2samp(pd.read_csv('trained.csv'), pd.read_sql(QUERY, BASE))\n\n\n"
    script += "if __name__ == '__main__':\n    main()\n"
    files = {"serve.py": FASTAPI, "watch.py": script, "function.py": BESIDE.format(given=given)}
    assert level(files) == want


LAZY = """class Collector:
    def __init__(self):
        import prometheus_client

        library = prometheus_client
        self.predictions = library.{made}("predictions", "How many there are")

    def record(self):
        self.predictions.{adds}()
"""


@pytest.mark.parametrize(
    ("made", "adds", "calls", "want"),
    [
        ("Counter", "inc", "COLLECTOR.record()", "1a"),
        ("Gauge", "set", "COLLECTOR.record()", "0"),
        ("Counter", "inc", "pass", "0"),
        ("Counter", "clear", "COLLECTOR.record()", "0"),
    ],
)
def test_a_counter_of_prometheus_may_be_made_where_it_is_needed(
    made: str, adds: str, calls: str, want: str
) -> None:
    serve = FASTAPI.replace("    return", f"    {calls}\n    return", 1)
    serve = f"from collect import Collector\n\n{serve}\nCOLLECTOR = Collector()\n"
    files = {"serve.py": serve, "collect.py": LAZY.format(made=made, adds=adds)}
    found = answers(files)["requests-counted"]
    assert {"yes": "1a", "partly": "half", "no": "0", "unknown": "?"}[found.state] == want


KEPT_IN_TABLE = """

METRICS = {"total_requests": 0}


def {counts}():
    METRICS["total_requests"] = METRICS["total_requests"] + 1


def get_metrics():
    return {"total_requests": METRICS["total_requests"]}


@app.get("/metrics")
async def metrics():
    return get_metrics()
"""


@pytest.mark.parametrize(
    ("counts", "calls", "want"),
    [
        ("metrics_record_request", "metrics_record_request()", "half"),
        ("metrics_middleware", "metrics_middleware()", "half"),
        ("metrics_record_request", "pass", "?"),
    ],
)
def test_what_records_a_metric_counts_and_what_gets_it_shows(counts: str, calls: str, want: str) -> None:
    serve = FASTAPI.replace("    return", f"    {calls}\n    return", 1)
    found = answers({"serve.py": serve + KEPT_IN_TABLE.replace("{counts}", counts)})["requests-counted"]
    assert {"yes": "1a", "partly": "half", "no": "0", "unknown": "?"}[found.state] == want


@pytest.mark.parametrize(("path", "want"), [("/metrics", "unknown"), ("/metrics.json", "no")])
def test_a_file_of_metrics_is_no_route(path: str, want: str) -> None:
    code = FASTAPI + f'\n\ndef show(folder):\n    return open(folder + "{path}").read()\n'
    assert answers({"serve.py": code})["requests-counted"].state == want


IN_SQL = """

@app.get("/{path}")
def {name}():
    return db.execute("SELECT {counted} FROM answers").fetchone()
"""


@pytest.mark.parametrize(
    ("name", "counted", "keeps", "want"),
    [
        ("dashboard", "COUNT(*)", True, "unknown"),
        ("dashboard", "COUNT(*)", False, "no"),
        ("dashboard", "label", True, "no"),
        ("last", "COUNT(*)", True, "no"),
    ],
)
def test_statistics_may_count_rows_in_sql(name: str, counted: str, keeps: bool, want: str) -> None:
    line = "db.execute('INSERT INTO answers VALUES (?)', (label,))" if keeps else "print(label)"
    answer = f"    label = MODEL.predict([row])\n    {line}\n    return label"
    serve = FASTAPI.replace("    return MODEL.predict([row])", answer)
    code = serve + IN_SQL.format(path=name, name=name, counted=counted)
    assert answers({"serve.py": code})["requests-counted"].state == want


@pytest.mark.parametrize(
    ("statement", "counted", "want"),
    [
        ("INSERT INTO answers VALUES (?)", "COUNT(*)", "unknown"),
        ("INSERT INTO answers VALUES (?)", "label", "no"),
        ("INSERT INTO people VALUES (?)", "COUNT(*)", "no"),
        ("SELECT * FROM answers", "COUNT(*)", "no"),
    ],
)
def test_the_rows_of_a_table_that_requests_fill_may_be_counted(
    statement: str, counted: str, want: str
) -> None:
    answer = f"    label = MODEL.predict([row])\n    rows.ran('{statement}', row)\n    return label"
    serve = FASTAPI.replace("    return MODEL.predict([row])", answer)
    code = serve + IN_SQL.format(path="stats", name="stats", counted=counted)
    assert answers({"serve.py": code})["requests-counted"].state == want


@pytest.mark.parametrize(
    ("line", "counted", "want"),
    [
        ("db.execute(statement, (label,))", "COUNT(*)", "unknown"),
        ("db.execute(statement, (label,))", "label", "no"),
        ("db.execute('SELECT * FROM people WHERE id = ?', (row,))", "COUNT(*)", "no"),
    ],
)
def test_rows_that_may_be_of_predictions_may_be_counted(line: str, counted: str, want: str) -> None:
    answer = f"    label = MODEL.predict([row])\n    {line}\n    return label"
    serve = FASTAPI.replace("    return MODEL.predict([row])", answer)
    code = serve + IN_SQL.format(path="stats", name="stats", counted=counted)
    assert answers({"serve.py": code})["requests-counted"].state == want
