"""Failures that a row keeps, rows that are counted, the root of Django, and values that are not known."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

FAILS = """import uuid

from fastapi import FastAPI
from sqlalchemy.orm import DeclarativeBase, Session

app = FastAPI()
JOBS = {{}}


class Base(DeclarativeBase):
    pass


class Job(Base):
    __tablename__ = "jobs"


def keep(session: Session, job, text):
    session.add(Job(id=job, text=text))
    session.commit()


@app.post("/predict")
def predict(row: dict, session: Session):
    job = session.get(Job, row["id"])
    try:
        return MODEL.predict(row)
    except Exception as error:
        {body}
        raise
"""


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("job.error_message = str(error)\n        session.commit()", "partly"),
        ("session.add(Job(error=str(error)))\n        session.commit()", "partly"),
        ("keep(session, job, str(error))", "partly"),
        ("ROWS.update_one({'id': 1}, {'$set': {'error': str(error)}})", "partly"),
        ("DB.execute('UPDATE jobs SET error = ?', (str(error),))", "partly"),
        # The caller is told, memory forgets, and a row without what was caught says nothing of it.
        ("JOBS[1] = {'error': str(error)}", "no"),
        ("print(error)", "no"),
        ("session.commit()", "no"),
        ("DB.execute('SELECT 1 FROM jobs', (str(error),))", "no"),
    ],
)
def test_a_row_that_keeps_what_was_caught_is_a_log_of_failures(body: str, want: str) -> None:
    assert answers({"serve.py": FAILS.format(body=body)})["errors-reported"].state == want


COUNTED = """from fastapi import Depends, FastAPI
from sqlmodel import Session, SQLModel, func, select

app = FastAPI()


class Row(SQLModel):
    text: str


class Asked(Row, table={table}):
    label: str


class Person(Row, table=True):
    name: str


@app.post("/predict")
def predict(row: Row, session: Session = Depends(opened)) -> Asked:
    asked = Asked(text=row.text, label=MODEL.predict(row.text))
    session.add(asked)
    session.commit()
    return asked


@app.get("/found")
def {name}(session: Session = Depends(opened)):
    return session.exec(select(func.count({counted}.id))).all()
"""


@pytest.mark.parametrize(
    ("table", "name", "counted", "want"),
    [
        ("True", "labels_summary", "Asked", "unknown"),
        ("True", "statistics", "Asked", "unknown"),
        ("True", "statistics", "Person", "no"),
        ("True", "found", "Asked", "no"),
        ("False", "statistics", "Asked", "no"),
    ],
)
def test_whether_rows_of_answers_that_are_shown_count_requests_is_unknown(
    table: str, name: str, counted: str, want: str
) -> None:
    code = COUNTED.format(table=table, name=name, counted=counted)
    assert answers({"serve.py": code})["requests-counted"].state == want


SITE = """from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("{prefix}", include("web.urls")),
]
"""
URLS = (
    'from django.urls import path\n\nfrom . import views\n\nurlpatterns = [path("{address}", views.{view})]\n'
)
VIEWS = """from django.http import HttpResponse, JsonResponse
from django.shortcuts import render


def data(request):
    return JsonResponse({"rows": 1})


def text(request):
    return HttpResponse("up")


def page(request):
    return render(request, "index.html")


def asked(request):
    if request.method == "POST":
        return JsonResponse({"label": MODEL.predict(request.POST["row"])})
    return JsonResponse({"error": "only POST"})
"""


@pytest.mark.parametrize(
    ("prefix", "address", "view", "want"),
    [
        ("", "", "data", "partly"),
        ("", "", "text", "unknown"),
        ("", "", "page", "no"),
        ("", "", "asked", "no"),
        ("", "rows/", "data", "no"),
        ("api/", "", "data", "no"),
    ],
)
def test_a_view_of_django_answers_the_root(prefix: str, address: str, view: str, want: str) -> None:
    files = {
        "site/urls.py": SITE.format(prefix=prefix),
        "web/urls.py": URLS.format(address=address, view=view),
        "web/views.py": VIEWS,
    }
    files = {**files, "site/__init__.py": "", "web/__init__.py": ""}
    assert answers(files)["health-answered"].state == want


CITIES = """from django.http import JsonResponse
from django.urls import path

CITIES = ["Oslo", "Rome"]


def predict(city):
    {condition}
        return {answer}
    {more}
    return JsonResponse({{"rows": MODEL.predict(city)}})


def ask(request, city):
    return predict(city)


urlpatterns = [path("ask/<slug:city>/", ask)]
"""
INVALID = 'JsonResponse({"message": "Invalid city"})'


@pytest.mark.parametrize(
    ("condition", "answer", "more", "want"),
    [
        ("if city not in CITIES:", INVALID, "pass", "yes"),
        ("if city not in CITIES:", INVALID, "SCALER.fit_transform(city)", "yes"),
        ("if extension not in CITIES:", 'JsonResponse({"error": "only pictures"})', "pass", "yes"),
        ("if len(city) > 9:", 'HttpResponseBadRequest("too long")', "pass", "yes"),
        ("if len(city) > 9:", 'HttpResponse("too long")', "pass", "no"),
        ("if city not in CITIES:", 'JsonResponse({"message": "none yet"})', "pass", "no"),
        ("if city not in CACHE:", INVALID, "pass", "no"),
        ("if model_name not in MODELS:", INVALID, "pass", "no"),
        ("if READY:", INVALID, "pass", "no"),
    ],
)
def test_a_value_that_is_none_of_the_known_is_refused(
    condition: str, answer: str, more: str, want: str
) -> None:
    code = CITIES.format(condition=condition, answer=answer, more=more)
    state = answers({"serve.py": code})["input-validated"].state
    assert (state == "yes") == (want == "yes")


PARTS = {
    "routes.py": """from fastapi import APIRouter

router = APIRouter()


@router.post("/predict")
def predict(row: dict):
    return MODEL.predict(row)
""",
    "main.py": """from fastapi import FastAPI

from failures import {name}
from routes import router

app = FastAPI()
app.include_router(router)
{line}
""",
    "failures.py": """import logging

logger = logging.getLogger(__name__)


async def follow(request, call_next):
    try:
        return await call_next(request)
    except Exception as problem:
        logger.{level}("%s", problem)
        raise


def setup(app):
    @app.exception_handler(Exception)
    async def handle(request, error):
        logger.{level}("failed")
""",
}


@pytest.mark.parametrize(
    ("name", "line", "level", "want"),
    [
        ("follow", 'app.middleware("http")(follow)', "error", "partly"),
        ("follow", 'app.middleware("http")(follow)', "warning", "partly"),
        ("follow", "app.add_exception_handler(Exception, follow)", "error", "partly"),
        ("follow", 'app.middleware("http")(follow)', "debug", "no"),
        ("follow", "", "warning", "no"),
        ("setup", "setup(app)", "error", "partly"),
        ("setup", "setup(app)", "debug", "no"),
    ],
)
def test_an_application_hooks_in_what_logs_failures(name: str, line: str, level: str, want: str) -> None:
    files = {path: text.format(name=name, line=line, level=level) for path, text in PARTS.items()}
    assert answers(files)["errors-reported"].state == want


LINE = """from flask import Flask, request
from linebot import LineBotApi, WebhookHandler
from linebot.models import MessageEvent, TextSendMessage

app = Flask(__name__)
api = LineBotApi("")
handler = WebhookHandler("")


@app.post("/callback")
def callback():
    handler.handle(request.get_data(as_text=True), "")
    return "OK"


@handler.add(MessageEvent)
def answer(event):
    {body}
"""


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("api.reply_message(event.reply_token, TextSendMessage(MODEL.predict([event.text])))", "no"),
        ("send_alert(MODEL.predict([event.text]))", "no"),
        ("try: MODEL.predict([event.text])\n    except OSError: send_alert(event)", "unknown"),
    ],
)
def test_what_a_chat_is_answered_reports_no_error(body: str, want: str) -> None:
    assert answers({"serve.py": LINE.format(body=body)})["errors-reported"].state == want


FACTORY = """from fastapi import FastAPI
from prometheus_fastapi_instrumentator import Instrumentator

from routes import router


def build():
    app = FastAPI()
    Instrumentator().instrument(app).expose(app)
    {includes}
    return app
"""


@pytest.mark.parametrize(
    ("includes", "want"), [("app.include_router(router)", "yes"), ("print(router)", "no")]
)
def test_a_function_that_makes_the_application_is_started(includes: str, want: str) -> None:
    files = {"main.py": FACTORY.format(includes=includes), "routes.py": PARTS["routes.py"]}
    assert answers(files)["requests-counted"].state == want
