"""What starts the code of a service: the ways in which frameworks are given what answers requests."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers, level

WATCH = "from scipy.stats import ks_2samp\n\n\ndef check(old, new):\n    return ks_2samp(old, new)\n"
ASK = "import watch\n{}\n\ndef ask(request):\n    return watch.check(request, request)\n\n{}\n"
METHOD = "import watch\n{}\n\nclass Ask{}:\n    def {}(self, row):\n        return watch.check(row, row)\n"


@pytest.mark.parametrize(
    "code",
    [
        ASK.format("from aiohttp import web", "app = web.Application()\napp.router.add_post('/ask', ask)"),
        ASK.format("from aiohttp import web", "app.add_routes([web.post('/ask', ask)])"),
        ASK.format("from sanic import Sanic", "app = Sanic('demo')\napp.add_route(ask, '/ask')"),
        ASK.format("from flask import Flask", "app = Flask('a')\napp.add_url_rule('/ask', view_func=ask)"),
        ASK.format("from starlette.routing import Route", "routes = [Route('/ask', ask)]"),
        METHOD.format("import falcon", "", "on_post"),
        METHOD.format("import ask_pb2_grpc", "(ask_pb2_grpc.AskServicer)", "Ask"),
        METHOD.format("from litestar import Controller, post", "(Controller)", "ask"),
        METHOD.format("from ts.torch_handler.base_handler import BaseHandler", "(BaseHandler)", "handle"),
        METHOD.format("import triton_python_backend_utils", "", "execute").replace(
            "Ask", "TritonPythonModel"
        ),
        METHOD.format("from ray import serve", "", "ask").replace("class", "@serve.deployment\nclass"),
        # Routes that a class adds for its own methods.
        "import watch\nfrom fastapi import APIRouter, FastAPI\n\nclass Ask:\n    def __init__(self):\n"
        "        self.router = APIRouter()\n        self.router.add_api_route('/ask', self.ask)\n\n"
        "    def ask(self, row):\n        return watch.check(row, row)\n\n"
        "app = FastAPI()\napp.include_router(Ask().router)\n",
        ASK.format("from aws_lambda_powertools.event_handler import APIGatewayRestResolver", "").replace(
            "def ask", "@app.post('/ask')\ndef ask"
        ),
    ],
)
def test_a_framework_is_given_what_answers(code: str) -> None:
    assert level({"serve.py": code, "watch.py": WATCH}) == "1a"


@pytest.mark.parametrize(
    "code",
    [
        # What sends is given no handler, and neither is what serves nothing.
        ASK.format("import requests", "requests.post('/ask', ask)"),
        METHOD.format("import django", "(models.Model)", "ask"),
        METHOD.format("import json", "", "on_post"),
        METHOD.format("import grpc", "", "Ask"),
    ],
)
def test_other_code_is_called_by_no_framework(code: str) -> None:
    assert level({"serve.py": code, "watch.py": WATCH}) in ("0", "half")


@pytest.mark.parametrize(
    ("body", "want"),
    [("{'model': 'm', 'messages': [request]}", "no"), ("{'rows': request}", "unknown")],
)
def test_a_gateway_answers_by_the_model_that_it_asks_over_http(body: str, want: str) -> None:
    code = (
        "import httpx\nfrom fastapi import FastAPI, Request\n\napp = FastAPI()\n\n@app.post('/relay')\n"
        f"async def relay(request: Request):\n    return httpx.post(URL, json={body}).json()\n"
    )
    assert answers({"serve.py": code})["predictions-logged"].state == want
