"""Messages that bots refuse, front ends in the code, inherited schemas, and totals of handlers inside."""

from __future__ import annotations

import pytest

from roadworthy.core.score_result import PracticeScore
from tests.facts.operations.support import answers

BOT = """import logging

from openai import OpenAI
from telegram.ext import Application, CommandHandler, MessageHandler, filters

logger = logging.getLogger(__name__)
client = OpenAI()


async def sum_up(update, context):
{check}
    made = client.chat.completions.create(model="small", messages=[{{"role": "user", "content": "text"}}])
    await update.message.reply_text(made.choices[0].message.content)


app = Application.builder().token("t").build()
{handler}
app.run_{way}()
"""
COMMAND = 'app.add_handler(CommandHandler("sum", sum_up))'
LEFT = """    said = update.message.text
    if not said:
        await update.message.reply_text('?')
        return"""


def bot(check: str = "    pass", handler: str = COMMAND, way: str = "polling") -> dict[str, PracticeScore]:
    return answers({"bot.py": BOT.format(check=check, handler=handler, way=way)})


@pytest.mark.parametrize(
    ("check", "want"),
    [
        (LEFT, "yes"),
        ("    if update.message.reply_to_message is None: return", "yes"),
        ("    if not update.message.from_user:\n        return", "no"),
        ("    said = update.message.text\n    if not said:\n        said = 'nothing'", "no"),
        ("    pass", "no"),
    ],
)
def test_a_bot_that_leaves_what_lacks_a_text_checks_it(check: str, want: str) -> None:
    assert bot(check)["input-validated"].state == want


def test_a_bot_whose_model_is_handed_in_checks_what_it_leaves() -> None:
    code = BOT.replace('client.chat.completions.create(model="small"', 'context.held.reply(kind="small"')
    files = {"bot.py": code.format(check=LEFT, handler=COMMAND, way="polling")}
    assert answers(files)["input-validated"].state == "yes"


OTHER = """

async def ask(update, context):
    client.chat.completions.create(model="small", messages=[])


app.add_handler(MessageHandler(filters.TEXT, ask))
"""


def test_another_handler_may_leave_nothing() -> None:
    assert bot(LEFT, COMMAND + OTHER)["input-validated"].state == "unknown"
    assert bot(handler=COMMAND + OTHER)["input-validated"].state == "no"


@pytest.mark.parametrize(("sender", "want"), [("context.bot", "yes"), ("chat", "unknown")])
def test_what_a_bot_sends_to_a_chat_asks_no_model(sender: str, want: str) -> None:
    asks = 'client.chat.completions.create(model="small", messages=[])'
    other = OTHER.replace(asks, f'{sender}.send_message(text="hello")')
    assert bot(LEFT, COMMAND + other)["input-validated"].state == want


def test_the_webhook_of_a_bot_reports_nothing() -> None:
    body = (
        "    webhook_url = 1\n    try:\n        pass\n    except Exception:\n        logger.exception('no')"
    )
    assert bot(body, way="webhook")["errors-reported"].state == "partly"
    failing = "    try:\n        pass\n    except Exception:\n        alert_webhook(1)"
    assert bot(failing)["errors-reported"].state == "unknown"


SERVICE = """import os

import joblib
import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

MODEL = joblib.load(os.environ["MODEL"])
app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins={origins})


@app.post("/predict")
def predict(rows: list[float]):
    return {{"answer": MODEL.predict([rows])}}


if __name__ == "__main__":
    uvicorn.run(app, port={port})
"""
IMAGE = 'FROM python:3.13-slim\nCOPY . .\nCMD ["uvicorn", "serve:app"]\n'
WRITTEN = '["http://localhost:5173"]'


@pytest.mark.parametrize(
    ("origins", "port", "want"),
    [
        (WRITTEN, "8000", "partly"),
        (WRITTEN, 'int(os.environ["PORT"])', "yes"),
        ('os.environ["ORIGINS"].split(",")', "8000", "yes"),
        ('["*"]', "8000", "yes"),
    ],
)
def test_front_ends_and_a_port_in_the_code_are_settings(origins: str, port: str, want: str) -> None:
    files = {"serve.py": SERVICE.format(origins=origins, port=port), "Dockerfile": IMAGE}
    assert answers(files)["settings-from-environment"].state == want


PAGE = """import streamlit as st
from openai import OpenAI

from config import Config

client = OpenAI(api_key=Config.key, base_url=Config.base_url)
if said := st.chat_input("Ask"):
    made = client.chat.completions.create(model="small", messages=[{"role": "user", "content": said}])
    st.write(made.choices[0].message.content)
"""
CONFIG = "import streamlit as st\n\n\nclass Config:\n    base_url = {url}\n    key = {key}\n"


@pytest.mark.parametrize(
    ("url", "key", "want"),
    [
        ("None", 'st.secrets["KEY"]', "yes"),
        ('"https://api.example.org/v1"', 'st.secrets["KEY"]', "unknown"),
        ('"https://api.example.org/v1"', '"none"', "no"),
    ],
)
def test_secrets_of_a_page_are_settings(url: str, key: str, want: str) -> None:
    files = {"app.py": PAGE, "config.py": CONFIG.format(url=url, key=key)}
    assert answers(files)["settings-from-environment"].state == want


SCHEMA = """import pandas as pd
import pandera.pandas as pa
{more}

class Rows(pa.DataFrameModel):
    age: int = pa.Field(ge=0)
{own}

def read():
    return Rows.{method}(pd.read_csv("rows.csv"))


if __name__ == "__main__":
    read()
"""
OWN = "\n    @classmethod\n    def validate(cls, rows):\n        return rows\n"


@pytest.mark.parametrize(
    ("method", "own", "want"),
    [("validate", "", "yes"), ("validate", OWN, "no"), ("to_schema", "", "no")],
)
def test_an_inherited_schema_checks(method: str, own: str, want: str) -> None:
    files = {
        "serve.py": SERVICE.format(origins='["*"]', port="8000"),
        "prepare.py": SCHEMA.format(method=method, own=own, more=""),
    }
    assert answers(files)["input-quality-watched"].state == want


def test_a_schema_of_another_module_checks() -> None:
    table = "import pandera.pandas as pa\n\n\nclass Rows(pa.DataFrameModel):\n    age: int = pa.Field(ge=0)\n"
    read = "import pandas as pd\nfrom tables import Rows\n\nRows.validate(pd.read_csv('rows.csv'))\n"
    files = {"serve.py": SERVICE.format(origins='["*"]', port="8000"), "tables.py": table, "read.py": read}
    assert answers(files)["input-quality-watched"].state == "yes"


TOTALS = """import joblib
from fastapi import FastAPI
from sqlalchemy import Column, Integer, func, select
from sqlalchemy.orm import DeclarativeBase, Session


class Base(DeclarativeBase):
    pass


class PredictionRecord(Base):
    id = Column(Integer, primary_key=True)
    answer = Column(Integer)


def create_app():
    app = FastAPI()
    model = joblib.load("model.joblib")

    @app.post("/predict")
    def predict(rows: list[float]):
        answer = model.predict([rows])
        with Session() as session:
            session.add(PredictionRecord(answer=answer))
            session.commit()
        return answer

    @app.get("{path}")
    def found():
        with Session() as session:
            return session.execute(select(func.{what}(PredictionRecord.id))).all()

    return app


app = create_app()
"""


@pytest.mark.parametrize(
    ("path", "what", "want"),
    [("/stats", "count", "unknown"), ("/stats", "max", "no"), ("/rows", "count", "no")],
)
def test_totals_of_a_handler_inside_may_count_requests(path: str, what: str, want: str) -> None:
    files = {"serve.py": TOTALS.replace("{path}", path).replace("{what}", what)}
    assert answers(files)["requests-counted"].state == want


WEBHOOK = """import requests
import streamlit as st
from openai import OpenAI


class {name}:
    def log(self, row):
        requests.post(st.secrets["URL"], json=row, timeout=9)


client = OpenAI()
keeper = {name}()
if said := st.chat_input("Ask"):
    made = client.chat.completions.create(model="small", messages=[{{"role": "user", "content": said}}])
    keeper.log({{"asked": said, "answered": made.choices[0].message.content}})
"""


@pytest.mark.parametrize(("name", "want"), [("WebhookLogger", "unknown"), ("Shape", "no")])
def test_a_page_may_keep_answers_by_a_webhook(name: str, want: str) -> None:
    assert answers({"app.py": WEBHOOK.format(name=name)})["predictions-logged"].state == want


FUNCTION = """import json

import dlr

MODEL = dlr.DLRModel("model", "cpu")


def handler(event, context):
    return {"statusCode": 200, "body": json.dumps(MODEL.run(event["body"])[0].tolist())}
"""
STACK = "new apigw.RestApi(this, 'api', {{deployOptions: {{dataTraceEnabled: {}}}}});\n"


@pytest.mark.parametrize(("traced", "want"), [("true", "partly"), ("false", "no")])
def test_a_gateway_may_log_answers(traced: str, want: str) -> None:
    files = {"handler.py": FUNCTION, "lib/stack.ts": STACK.format(traced)}
    assert answers(files)["predictions-logged"].state == want


COMPOSE = """services:
  api:
    build: ./api
    ports: ["8000:8000"]
{check}  etcd:
    image: quay.io/coreos/etcd:v3.5.5
    command: etcd
    healthcheck: {{test: ["CMD", "etcdctl", "endpoint", "health"]}}
  milvus:
    image: milvusdb/milvus:v2.5.4
    healthcheck: {{test: ["CMD", "curl", "-f", "http://localhost:9091/healthz"]}}
"""
CHECK = '    healthcheck: {test: ["CMD", "python", "-c", "import serve"]}\n'


@pytest.mark.parametrize(("check", "want"), [("", "no"), (CHECK, "yes")])
def test_checks_of_stores_are_none_of_the_service(check: str, want: str) -> None:
    files = {
        "serve.py": SERVICE.format(origins='["*"]', port="8000"),
        "compose.yaml": COMPOSE.format(check=check),
    }
    assert answers(files)["deployment-health-checked"].state == want


ROUTER = """import joblib
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel


class Asked(BaseModel):
    rows: list[float]


class Router:
    def __init__(self, model):
        self.model = model
        self.router = APIRouter()
        self.router.{route}(self.answer)

    def answer(self, asked: {kind}):
        return self.model.predict([asked])


app = FastAPI()
app.include_router(Router(joblib.load("model.joblib")).router)
"""


@pytest.mark.parametrize(
    ("route", "kind", "want"),
    [
        ('post("/predict")', "Asked", "yes"),
        ('post("/predict")', "dict", "no"),
        ('on_event("startup")', "Asked", "unknown"),
    ],
)
def test_a_route_may_be_called_as_a_decorator(route: str, kind: str, want: str) -> None:
    assert answers({"serve.py": ROUTER.format(route=route, kind=kind)})["input-validated"].state == want


CHOICES = """import streamlit as st
from openai import OpenAI

client = OpenAI()
{field}
if said := st.chat_input("Ask"):
{check}
    try:
        made = client.chat.completions.create(model=name, messages=[{{"role": "user", "content": said}}])
        st.write(made.choices[0].message.content)
    except Exception as error:
        st.error(str(error))
"""
CHOICE = 'name = st.selectbox("Model", ["small", "large"])'
STOPS = '    if len(said) > 99:\n        st.error("too long")\n        st.stop()'


@pytest.mark.parametrize(
    ("field", "check", "want"),
    [
        (CHOICE, "    pass", "partly"),
        ('name = "small"', "    pass", "no"),
        (CHOICE, STOPS, "unknown"),
    ],
)
def test_choices_beside_a_free_field_are_a_half(field: str, check: str, want: str) -> None:
    files = {"app.py": CHOICES.format(field=field, check=check)}
    assert answers(files)["input-validated"].state == want
