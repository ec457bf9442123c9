"""What an image, Compose and the settings of a service say of its operations, and what explains an answer."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, answers, level

SERVE = """import joblib
from fastapi import FastAPI
{imports}

app = FastAPI()
MODEL = joblib.load("model.pkl")


@app.post("/predict")
def predict(row: dict):
    {body}
    return MODEL.predict(row)
"""


def service(body: str = "pass", imports: str = "") -> str:
    return SERVE.format(body=body, imports=imports)


CHECKED = "FROM python:3.13{kind}\n{more}COPY . .\nHEALTHCHECK CMD {asks}\nCMD uvicorn serve:app\n"


@pytest.mark.parametrize(
    ("kind", "more", "asks", "state"),
    [
        ("-slim", "", "curl -f http://localhost:8000/ || exit 1", "partly"),
        ("-slim-bookworm", "", '["wget", "-q", "http://localhost:8000/"]', "partly"),
        ("-alpine", "", "curl -f http://localhost:8000/", "partly"),
        ("-alpine", "", "wget -q http://localhost:8000/", "yes"),
        ("", "", "curl -f http://localhost:8000/", "yes"),
        ("-slim", "RUN apt-get update && apt-get install -y curl\n", "curl -f http://localhost:8000/", "yes"),
        ("-slim", "COPY setup.sh .\nRUN ./setup.sh\n", "curl -f http://localhost:8000/", "yes"),
        ("-slim", "COPY --from=tools /usr/bin/ /usr/bin/\n", "curl -f http://localhost:8000/", "yes"),
        ("-slim", "", "python check.py", "yes"),
        ("-slim", "", "curl -f http://localhost:8000/ || python check.py", "yes"),
    ],
)
def test_a_health_check_needs_the_program_that_it_runs(kind: str, more: str, asks: str, state: str) -> None:
    image = CHECKED.format(kind=kind, more=more, asks=asks)
    found = answers({"serve.py": service(), "Dockerfile": image})["deployment-health-checked"]
    assert found.state == state


COMPOSED = "services:\n  api:\n    build: {build}\n    healthcheck:\n      test: {asks}\n{more}"
WORKER = (
    "  other:\n    build: .\n    command: uvicorn serve:app\n    healthcheck:\n      test: python check.py\n"
)


@pytest.mark.parametrize(
    ("kind", "build", "asks", "more", "state"),
    [
        ("-slim", ".", '["CMD", "curl", "-f", "http://localhost:8000/"]', "", "partly"),
        ("-slim", ".", '["CMD-SHELL", "curl -f http://localhost:8000/ || exit 1"]', "", "partly"),
        ("-slim", "{context: .}", "curl -f http://localhost:8000/", "", "partly"),
        ("", ".", '["CMD", "curl", "-f", "http://localhost:8000/"]', "", "yes"),
        ("-slim", "{context: ., target: run}", "curl -f http://localhost:8000/", "", "yes"),
        ("-slim", ".", '["CMD", "python", "check.py"]', "", "yes"),
        ("-slim", ".", '["CMD", "curl", "-f", "http://localhost:8000/"]', WORKER, "yes"),
    ],
)
def test_a_health_check_of_compose_needs_the_program_that_it_runs(
    kind: str, build: str, asks: str, more: str, state: str
) -> None:
    image = f"FROM python:3.13{kind}\nCOPY . .\nCMD uvicorn serve:app\n"
    compose = COMPOSED.format(build=build, asks=asks, more=more)
    found = answers({"serve.py": service(), "Dockerfile": image, "compose.yaml": compose})
    assert found["deployment-health-checked"].state == state


def test_a_program_that_a_stage_before_installs_is_in_the_image() -> None:
    base = "FROM python:3.13-slim AS base\nRUN apt-get install -y curl\n"
    image = f"{base}FROM base\nCOPY . .\nHEALTHCHECK CMD curl localhost:8000\nCMD uvicorn serve:app\n"
    other = image.replace("FROM base\n", "FROM python:3.13-slim\n")
    for text, state in ((image, "yes"), (other, "partly")):
        found = answers({"serve.py": service(), "Dockerfile": text})["deployment-health-checked"]
        assert found.state == state


@pytest.mark.parametrize(
    ("image", "checked", "pinned"),
    [
        # What runs it is here, and asks for nothing; no registry has a bare name.
        ("demand", "no", "not-applicable"),
        ("demand:latest", "no", "not-applicable"),
        ("ghcr.io/acme/demand:latest", "no", "no"),
        ("ghcr.io/acme/demand:1.2", "no", "yes"),
        # Images of others run nothing of the project.
        ("redis", "unknown", "not-applicable"),
    ],
)
def test_compose_may_run_an_image_that_it_does_not_build(image: str, checked: str, pinned: str) -> None:
    compose = f"services:\n  app:\n    image: {image}\n"
    found = answers({"serve.py": service(), "Dockerfile": IMAGE, "docker-compose.yml": compose})
    assert found["deployment-health-checked"].state == checked
    assert found["release-pinned"].state == pinned


SETTINGS = "from pydantic_settings import BaseSettings\n\n\nclass Settings({base}):\n    PORT: int = 8000\n"


@pytest.mark.parametrize(("base", "state"), [("BaseSettings", "yes"), ("object", "partly")])
def test_a_port_of_settings_that_are_read_is_a_default(base: str, state: str) -> None:
    code = SETTINGS.format(base=base) + "\n\nimport os\n\nURL = os.environ['URL']\n"
    files = {"config.py": code, "serve.py": service("print(config.URL)", "import config")}
    assert answers(files)["settings-from-environment"].state == state


@pytest.mark.parametrize(
    ("made", "state"),
    [
        ("Celery()", "yes"),
        ("Celery('tasks')", "yes"),
        ("Celery('tasks', broker='redis://queue')", "no"),
        ("Celery()\nqueue.conf.broker_url = 'redis://queue'", "no"),
    ],
)
def test_celery_takes_the_address_of_its_queue_from_the_environment(made: str, state: str) -> None:
    imports = f"from celery import Celery\n\nqueue = {made}\n"
    files = {"serve.py": service("queue.send_task('predict')", imports)}
    assert answers(files)["settings-from-environment"].state == state


PAGE = "import os\n\nimport requests\nimport streamlit as st\n\nURL = os.environ['URL']\n\n"
PAGE += "st.write(requests.post(URL, json={}).json())\n"


def test_settings_of_a_page_beside_the_service_are_a_half() -> None:
    assert answers({"serve.py": service(), "page.py": PAGE})["settings-from-environment"].state == "partly"
    own = service("os.environ['DEVICE']", "import os")
    assert answers({"serve.py": own, "page.py": PAGE})["settings-from-environment"].state == "yes"


EXPLAINS = {
    "tape": """import tensorflow as tf


def gradcam(model, row):
    with tf.GradientTape() as tape:
        score = model(row)
    return tape.gradient(score, row)
""",
    "empty": "def gradcam(model, row):\n    return model.name\n",
    "library": """from pytorch_grad_cam import GradCAM


def heat(model, row):
    return GradCAM(model, [model.layer])(row)
""",
    "feature": "def shape(model, row):\n    return model.partial_dependence(term=1, X=row)\n",
    "drawn": "def shape(model, row):\n    return model.draw(term=1, X=row)\n",
}


@pytest.mark.parametrize(
    ("code", "called", "told"),
    [
        ("tape", "gradcam", "level 1a"),
        ("library", "heat", "level 1a"),
        ("feature", "shape", "level 1a"),
        ("empty", "gradcam", "unknown"),
        ("drawn", "shape", "0"),
    ],
)
def test_what_a_model_looks_at_explains_an_answer(code: str, called: str, told: str) -> None:
    files = {"why.py": EXPLAINS[code], "serve.py": service(f"why.{called}(MODEL, row)", "import why")}
    found = level(files, "predictions-explained")
    assert found == told.removeprefix("level ")


@pytest.mark.parametrize(
    ("path", "state"), [("app/api/v1/models.py", "no"), ("registry/v1/model.pkl", "unknown")]
)
def test_a_version_of_an_interface_is_none_of_a_model(path: str, state: str) -> None:
    files = {"serve.py": service(), path: "NAMES = []\n"}
    assert answers(files)["model-versioned"].state == state


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ('import whisper\n\nASR = whisper.load_model("base")\n', "no"),
        ("import whisper\n", "unknown"),
    ],
)
def test_a_library_of_models_loads_one_without_a_version(code: str, state: str) -> None:
    serve = "from fastapi import FastAPI\n\nimport asr\n\napp = FastAPI()\n\n\n"
    serve += "@app.post('/ask')\ndef transcribe(name: str):\n    return asr.ASR.transcribe(name)\n"
    assert answers({"serve.py": serve, "asr.py": code})["model-versioned"].state == state


def test_a_script_that_the_image_copies_by_its_name_is_in_the_project() -> None:
    image = "FROM python:3.13-slim\nCOPY requirements.txt {copied} ./\nRUN pip install -r requirements.txt\n"
    image += "RUN ./load.py\nCOPY . .\nCMD uvicorn serve:app\n"
    files = {"serve.py": service(), "requirements.txt": "fastapi\n", "worker/load.py": "print(1)\n"}
    for copied, state in (("worker/load.py", "partly"), ("", "unknown")):
        found = answers({**files, "Dockerfile": image.format(copied=copied)})
        assert found["image-installs-project"].state == state


MAKE = "IMAGE = demo\n\ndeploy:\n\t@docker push eu.pkg.dev/acme/$(IMAGE):{tag}\n\t{deploys}\n"
CLOUD_RUN = "gcloud run deploy --image eu.pkg.dev/acme/demo"


@pytest.mark.parametrize(
    ("tag", "deploys", "pinned", "checked"),
    [
        ("prod", CLOUD_RUN, "no", "no"),
        ("1.2", "echo done", "yes", "unknown"),
        ("$(VERSION)", f"{CLOUD_RUN} --liveness-probe=httpGet.path=/health", "yes", "unknown"),
    ],
)
def test_a_target_of_the_makefile_pushes_and_deploys_by_hand(
    tag: str, deploys: str, pinned: str, checked: str
) -> None:
    files = {"serve.py": service(), "Dockerfile": IMAGE, "Makefile": MAKE.format(tag=tag, deploys=deploys)}
    found = answers(files)
    assert found["release-pinned"].state == pinned
    assert found["deployment-health-checked"].state == checked


def test_a_makefile_that_pushes_nothing_releases_nothing() -> None:
    files = {"serve.py": service(), "Dockerfile": IMAGE, "Makefile": "build:\n\tdocker build -t demo .\n"}
    assert answers(files)["release-pinned"].state == "not-applicable"


CLOUD_BUILD = """steps:
  - name: gcr.io/cloud-builders/docker
    args: ["push", "eu.pkg.dev/acme/{name}:$SHORT_SHA"]
  - name: gcr.io/cloud-builders/docker
    args: ["push", "eu.pkg.dev/acme/churn-api:latest"]
"""


@pytest.mark.parametrize(("name", "want"), [("trainer", "no"), ("churn-api", "yes")])
def test_the_image_of_a_training_is_no_release_of_the_service(name: str, want: str) -> None:
    files = {"serve.py": service(), "Dockerfile": IMAGE, "cloudbuild.yaml": CLOUD_BUILD.format(name=name)}
    assert answers(files)["release-pinned"].state == want


ADDRESSES = """import os

from fastapi import FastAPI

KEY = os.environ["KEY"]
{line}
app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict(row, KEY)
"""


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ('STORE = create_engine("postgresql+psycopg://demo:secret@db:5432/demo")', "partly"),
        ('QUEUE = "redis://queue:6379/0"', "partly"),
        ('ANSWER = requests.post("http://localhost:8501/v1/ask", json={})', "partly"),
        ('QUEUE = os.getenv("QUEUE", "redis://queue:6379/0")\nprint(QUEUE)', "yes"),
        ('ASKED = "http://203.0.113.7:8181/api/v1/ocr"', "partly"),
        ('ASKED = "http://203.0.113.7/ocr"', "partly"),
        ('ANSWER = requests.post(f"http://localhost:8501/v1/{KEY}", json={})', "partly"),
        ('QUEUE = Celery("jobs", broker="pyamqp://guest@localhost//", backend=KEY)', "partly"),
        ('STORE = redis.Redis(host="localhost", port=6379)', "partly"),
        ('STORE = mysql.connector.connect(host="db", user="root", password=KEY)', "partly"),
        ('QUEUE = KafkaProducer(bootstrap_servers=["queue:9092"])', "partly"),
        ('JOBS.conf.update(broker_url="redis://queue:6379/0")', "partly"),
        ('DATABASES = {"default": {"ENGINE": "mysql", "HOST": "localhost", "PASSWORD": KEY}}', "partly"),
        ('DATABASES = {"default": {"ENGINE": "mysql", "HOST": KEY, "PORT": "3306"}}', "yes"),
        ('DATABASES = {"default": {"ENGINE": "sqlite3", "NAME": "db.sqlite3", "HOST": ""}}', "yes"),
        ('CACHES = {"default": {"LOCATION": "redis://cache:6379/1"}}', "partly"),
        ('QUEUE = os.environ.get("QUEUE", "redis://queue:6379/0")\nprint(QUEUE)', "yes"),
        ("STORE = redis.Redis(host=KEY, port=6379)", "unknown"),
        ("STORE = redis.Redis(host=os.getenv('HOST'), port=int(KEY))", "yes"),
        ("STORE = Store(host=KEY, port=6379)", "yes"),
        ('uvicorn.run(app, host="127.0.0.1", port=8000)', "partly"),
        ('ASKED = f"http://localhost:{KEY}/ask"', "yes"),
        ('SELF = "http://169.254.169.254/latest/meta-data/"', "yes"),
        ('VERSION = "http://1.2.3/ask"', "yes"),
        ('ORIGINS = "http://localhost:3000"', "yes"),
        ('app = FastAPI(origins=["http://localhost:3000"])', "yes"),
        ('PUBLIC = "https://api.example.org/v1"', "yes"),
        ('STORE = create_engine("sqlite:///demo.db")', "yes"),
        # The file of a data base, among the settings.
        ('DATABASE_URL = "sqlite:///demo.db"', "partly"),
        ('DATABASE_URL = os.getenv("DB", "sqlite:///demo.db")\nprint(DATABASE_URL)', "yes"),
        ('if not KEY:\n    DATABASE_URL = "sqlite:///demo.db"', "yes"),
        ('DATABASE_FILE = "sqlite.db"', "yes"),
        ('print("see http://localhost:8000/docs")', "yes"),
        ('class Settings(BaseSettings):\n    queue: str = "redis://queue:6379/0"\n', "yes"),
        ('DEFAULT_QUEUE = "redis://queue:6379/0"', "yes"),
        # A key that signs sessions.
        ('SECRET_KEY = "not so hidden"', "partly"),
        ("app.secret_key = b'dev'  # changed later", "partly"),
        ('SECRET_KEY = "django-insecure-16e+b%6$$v9s+l^"', "partly"),
        ('SECRET_KEY = "$FROM_ELSEWHERE"', "yes"),
        ('app.config["JWT_SECRET_KEY"] = "dev"', "partly"),
        ('class Config:\n    SECRET_KEY: str = "dev"\n', "partly"),
        ('class Settings(BaseSettings):\n    secret_key: str = "dev"\n', "yes"),
        ('SECRET_KEY = os.getenv("SECRET_KEY", "dev")\nprint(SECRET_KEY)', "yes"),
        ('SECRET_KEY = "SECRET_KEY"', "yes"),
        ('MODEL_BUCKET_NAME: str = "models-of-demo"\nprint(MODEL_BUCKET_NAME)', "partly"),
        ('MODEL_BUCKET_NAME = os.getenv("BUCKET", "models-of-demo")\nprint(MODEL_BUCKET_NAME)', "yes"),
        ('class Settings(BaseSettings):\n    BUCKET: str = "models-of-demo"\n', "yes"),
        ('SECRET = "/run/secrets/key"', "yes"),
        ('SECRET_NAME = "dev"', "yes"),
        ('client.api_key = "q7Rw2mXz9pLk4VnB8sTd"', "partly"),
        ('client.api_key = os.getenv("API_KEY", "q7Rw2mXz9pLk4VnB8sTd")', "yes"),
        # A host, where its name says whose it is.
        ('REDIS_HOST = "cache"', "partly"),
        ('QUEUE = RedisHuey("jobs", host="redis", port=6379)', "partly"),
        ('QUEUE = RedisHuey("jobs", host=HOST)', "yes"),
        ('smtp_server = "10.20.30.40"', "partly"),
        ('MAIL = smtplib.SMTP_SSL("smtp.example.org", 465)', "partly"),
        ("MAIL = smtplib.SMTP_SSL(URL, 465)", "yes"),
        ('HOST = "127.0.0.1"', "yes"),
        ('QUEUE = pika.ConnectionParameters("queue")', "partly"),
        ('mlflow.set_tracking_uri("https://tracks.example.org/demo")', "partly"),
        ('TRACKING_URI = "https://tracks.example.org/demo"', "partly"),
        ('mlflow.set_tracking_uri("file:./mlruns")', "yes"),
        # A directory that only one machine has.
        (r'WEIGHTS = load("C:\\Users\\demo\\weights.pt")', "partly"),
        ('# load("/Users/demo/weights.pt")', "yes"),
        ('WEIGHTS = os.getenv("WEIGHTS", "/Users/demo/weights.pt")\nprint(WEIGHTS)', "yes"),
        ('WEIGHTS = load("/app/weights.pt")', "yes"),
    ],
)
def test_an_address_or_a_key_in_the_code_leaves_a_half(line: str, want: str) -> None:
    answer = answers({"serve.py": ADDRESSES.format(line=line)})["settings-from-environment"]
    assert answer.state == want
    assert ":secret@" not in answer.reason


@pytest.mark.parametrize(
    ("imports", "more", "want"),
    [
        ("from starlette.config import Config", "", "yes"),
        ("from omegaconf import OmegaConf", "key: ${oc.env:KEY}\n", "yes"),
        ("from omegaconf import OmegaConf", "key: ${other}\n", "no"),
        ("import yaml", "key: ${oc.env:KEY}\n", "no"),
    ],
)
def test_libraries_read_the_environment_for_the_code(imports: str, more: str, want: str) -> None:
    code = ADDRESSES.format(line=imports).replace('os.environ["KEY"]', "1")
    found = answers({"serve.py": code, "conf/app.yaml": more or "key: 1\n"})
    assert found["settings-from-environment"].state == want


LOADS = """from dotenv import load_dotenv
from fastapi import FastAPI
{imports}

load_dotenv()
app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    return {body}
"""


@pytest.mark.parametrize(
    ("imports", "body", "want"),
    [
        ("import joblib", "joblib.load('m.pkl').predict(row)", "unknown"),
        ("import os", "MODEL.predict(row, os.environ['KEY'])", "yes"),
        # The library reads its key by itself.
        ("from openai import OpenAI", "OpenAI().responses.create(input=row)", "yes"),
    ],
)
def test_a_file_that_is_loaded_into_the_environment_is_read_by_something(
    imports: str, body: str, want: str
) -> None:
    code = LOADS.format(imports=imports, body=body)
    assert answers({"serve.py": code})["settings-from-environment"].state == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ('ENGINES = {"a": ("A", "http://engine-a:8001"), "b": ("B", "http://engine-b:8001")}', "partly"),
        ('CORS = {"origins": "http://localhost:3000"}', "yes"),
        ('class Settings:\n    store: str = "http://localhost:9000"\n', "partly"),
        ('@dataclass\nclass Settings:\n    store: str = "http://localhost:9000"\n', "yes"),
    ],
)
def test_addresses_stand_in_tables_and_fields_of_plain_classes(line: str, want: str) -> None:
    answer = answers({"serve.py": ADDRESSES.format(line=line)})["settings-from-environment"]
    assert answer.state == want


@pytest.mark.parametrize(
    ("command", "state"),
    [
        ("queue.connect('redis://queue:6379/0')", "partly"),
        ("queue.connect('redis://demo:secret@queue/0')", "partly"),
        ("queue.connect('${QUEUE:-redis://queue:6379/0}')", "yes"),
        ("print('started')", "yes"),
    ],
)
def test_the_command_of_an_image_holds_the_address_of_a_store(command: str, state: str) -> None:
    files = {
        "serve.py": service("print(URL)", "import os\n\nURL = os.environ['URL']"),
        "Dockerfile": IMAGE,
        "Dockerfile.worker": f'FROM python:3.13-slim\nCOPY . .\nCMD ["python", "-c", "{command}"]\n',
    }
    answer = answers(files)["settings-from-environment"]
    assert answer.state == state
    assert "secret" not in answer.reason


MAIN = (
    'if __name__ == "__main__":\n    import uvicorn\n\n    uvicorn.run("serve:app", host="0.0.0.0", {port})\n'
)


@pytest.mark.parametrize(
    ("path", "port", "command", "state"),
    [
        ("run.py", "port=8000", '["python", "run.py"]', "partly"),
        ("run.py", "port=8000", '["python", "/app/run.py"]', "partly"),
        ("jobs/run.py", "port=8000", "python -m jobs.run", "partly"),
        ("jobs/__main__.py", "port=8000", "python -m jobs", "partly"),
        ("jobs/__main__.py", "port=8000", "python -m others", "yes"),
        ("run.py", "port=PORT", '["python", "run.py"]', "yes"),
        ("run.py", "port=8000", '["uvicorn", "serve:app"]', "yes"),
        ("run.py", "port=8000", '["python", "other.py"]', "yes"),
    ],
)
def test_a_port_stands_in_the_script_that_an_image_starts(
    path: str, port: str, command: str, state: str
) -> None:
    files = {
        "serve.py": service("print(URL)", "import os\n\nURL = os.environ['URL']"),
        path: f"PORT = 1\n{MAIN.format(port=port)}",
        "Dockerfile": f"FROM python:3.13-slim\nCOPY . .\nCMD {command}\n",
    }
    assert answers(files)["settings-from-environment"].state == state


@pytest.mark.parametrize(
    ("more", "port", "state"),
    [
        ({}, "port=8000", "partly"),
        ({}, "port=PORT", "yes"),
        # Something else may start it.
        ({"Procfile": "web: uvicorn serve:app\n"}, "port=8000", "yes"),
        ({"README.md": "    uvicorn serve:app --reload\n"}, "port=8000", "yes"),
        ({"README.md": "It needs uvicorn.\n"}, "port=8000", "partly"),
        ({"Dockerfile": IMAGE}, "port=8000", "yes"),
    ],
)
def test_a_port_stands_in_the_only_script_that_starts_the_server(
    more: dict[str, str], port: str, state: str
) -> None:
    serve = service("print(URL)", "import os\n\nURL = os.environ['URL']")
    files = {"serve.py": serve, "run.py": f"PORT = 1\n{MAIN.format(port=port)}", **more}
    assert answers(files)["settings-from-environment"].state == state
    files = {"serve.py": f"PORT = 1\n{serve}\n\n{MAIN.format(port=port)}", **more}
    assert answers(files)["settings-from-environment"].state == state
