"""Ports that scripts start servers at, and settings of what puts an application together."""

from __future__ import annotations

import pytest

from roadworthy.core.score_result import PracticeScore
from tests.facts.operations.support import answers

SERVE = """import os

import joblib
from fastapi import FastAPI
{imports}

app = FastAPI()
model = joblib.load(os.environ["MODEL"])


@app.post("/predict")
def predict(row: dict):
    return model.predict([row])
{more}
"""
IMAGE = 'FROM python:3.12-slim\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "serve.py"]\n'


def settings(files: dict[str, str]) -> PracticeScore:
    found = answers({"requirements.txt": "fastapi\n", "Dockerfile": IMAGE, **files})
    return found["settings-from-environment"]


def started(more: str, imports: str = "import uvicorn", **files: str) -> str:
    code = SERVE.format(imports=imports, more=more)
    return settings({"serve.py": code, **{f"{name}.py": text for name, text in files.items()}}).state


@pytest.mark.parametrize(
    ("more", "want"),
    [
        ("uvicorn.run(app, port=8000)", "partly"),
        ("uvicorn.run(app, host=os.getenv('HOST', '0.0.0.0'), port=8000)", "partly"),
        ("uvicorn.Server(uvicorn.Config(app, port=8000)).run()", "partly"),
        ("uvicorn.run(app, port=int(os.environ['PORT']))", "yes"),
        ("# uvicorn.run(app, port=8000)", "yes"),
        ("def run(port=8000):\n    return port", "yes"),
        ("uvicorn.run(app)", "yes"),
    ],
)
def test_the_port_that_a_script_starts_its_server_at_is_a_setting(more: str, want: str) -> None:
    assert started(more) == want


@pytest.mark.parametrize(
    ("imports", "more", "want"),
    [
        ("from waitress import serve", "serve(app, port=8080)", "partly"),
        ("from aiohttp import web", "web.run_app(app, port=8080)", "partly"),
        ("from mcp.server.fastmcp import FastMCP", "FastMCP('demo', port=3001).run()", "partly"),
        ("import gradio as gr", "gr.Blocks().launch(server_port=7861)", "partly"),
        ("import grpc", "grpc.server().add_insecure_port('[::]:50051')", "partly"),
        ("import grpc", "grpc.server().add_insecure_port(f'[::]:{os.environ[\"PORT\"]}')", "yes"),
    ],
)
def test_servers_are_given_their_ports_in_several_ways(imports: str, more: str, want: str) -> None:
    assert started(more, imports) == want


@pytest.mark.parametrize(
    ("name", "more", "known", "want"),
    [
        ("from known import PORT", "uvicorn.run(app, port=PORT)", "PORT = 8000\n", "partly"),
        ("import known", "uvicorn.run(app, port=known.PORT)", "PORT: int = 8000\n", "partly"),
        ("import known", "uvicorn.run(app, port=known.One.port)", "class One:\n    port = 8000\n", "partly"),
        (
            "from known import PORT",
            "uvicorn.run(app, port=PORT)",
            "import os\n\nPORT = int(os.getenv('PORT', '8000'))\n",
            "yes",
        ),
        (
            "from known import known",
            "uvicorn.run(app, port=known.port)",
            "from dataclasses import dataclass\n\n\n@dataclass\nclass Known:\n    port: int = 8000\n",
            "yes",
        ),
    ],
)
def test_another_module_may_name_the_number(name: str, more: str, known: str, want: str) -> None:
    assert started(more, f"import uvicorn\n{name}", known=known) == want


@pytest.mark.parametrize(
    ("command", "files", "want"),
    [
        ('["/entry.sh"]', {"entry.sh": "#!/bin/sh\ncd src\npython -u serve.py\n"}, "partly"),
        ('["/entry.sh"]', {"entry.sh": "#!/bin/sh\n# python serve.py\nexec gunicorn serve:app\n"}, "yes"),
        ('["python", "/app/serve.py"]', {}, "partly"),
        ('["python", "/app/serve.py"]', {"old/serve.py": "import os\n"}, "yes"),
        ('["python", "/app/other.py"]', {}, "yes"),
    ],
)
def test_an_image_starts_a_script_by_the_shell_or_elsewhere(
    command: str, files: dict[str, str], want: str
) -> None:
    code = SERVE.format(imports="import uvicorn", more="uvicorn.run(app, port=8000)")
    image = f"FROM python:3.12-slim\nCOPY src/serve.py /app/\nCMD {command}\n"
    assert settings({"src/serve.py": code, "Dockerfile": image, **files}).state == want


ROUTES = """import os

import joblib
from flask import Blueprint, request

part = Blueprint("part", __name__)
model = joblib.load(os.environ["MODEL"])


@part.post("/predict")
def predict():
    return {"answer": model.predict([request.json])}
"""
MADE = """from flask import Flask

from routes import part
{imports}


def make():
    app = Flask('demo')
    app.register_blueprint(part)
    return app
"""
TRACES = (
    "from phoenix.otel import register\n\nTRACER = register(endpoint='http://10.10.0.9:6006/v1/traces')\n"
)


@pytest.mark.parametrize(
    ("imports", "want"), [("from traces import TRACER", "partly"), ("import logging", "yes")]
)
def test_what_puts_an_application_together_is_the_services(imports: str, want: str) -> None:
    files = {"routes.py": ROUTES, "made.py": MADE.format(imports=imports), "traces.py": TRACES}
    assert settings(files).state == want


@pytest.mark.parametrize(("more", "want"), [("", "unknown"), ("print(SIZE)", "yes")])
def test_a_variable_beside_others_that_no_code_uses_is_unknown(more: str, want: str) -> None:
    assert started(f"SIZE = os.getenv('SIZE')\n{more}", "import logging") == want


FIXED = SERVE.replace('os.environ["MODEL"]', '"model.pkl"').format(imports="import logging", more="")


@pytest.mark.parametrize(
    ("name", "text", "want"),
    [
        ("server/go.mod", "module demo\n\nrequire github.com/gin-gonic/gin v1.9.1\n", "unknown"),
        ("page/package.json", '{"dependencies": {"express": "^4.19.2"}}', "unknown"),
        ("page/package.json", '{"dependencies": {"react": "^18.0.0"}}', "no"),
    ],
)
def test_what_a_server_in_another_language_reads_is_unknown(name: str, text: str, want: str) -> None:
    assert settings({"serve.py": FIXED, name: text}).state == want


COMPOSE = "services:\n  part:\n    image: {image}\n    ports: ['8083:8083']\n"


@pytest.mark.parametrize(("image", "want"), [("debezium/connect:2.3", "not-applicable"), ("demo:1", "no")])
def test_what_others_publish_does_not_run_the_service(image: str, want: str) -> None:
    files = {"serve.py": SERVE.format(imports="import logging", more=""), "requirements.txt": "fastapi\n"}
    found = answers({**files, "compose.yaml": COMPOSE.format(image=image)})
    assert found["deployment-health-checked"].state == want
