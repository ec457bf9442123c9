"""Bots and workers: what receives messages of a chat or a broker, and answers them by a model."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files
from tests.facts.operations.support import answers, level

ASKING = "from openai import OpenAI\n\nclient = OpenAI()\n\n\ndef ask(text):\n    {}\n"
ANSWER = "return client.responses.create(input=text)"
BOTS = {
    "discord": """import discord
from discord.ext import commands

from ask import ask

bot = commands.Bot(command_prefix="!")


@bot.command()
async def answer(context, *, text):
    await context.send(ask(text))
""",
    "cog": """import discord
from discord.ext import commands

from ask import ask


class Chat(commands.Cog):
    async def on_message(self, message):
        await message.reply(ask(message.content))
""",
    "line": """from flask import Flask, request
from linebot.v3 import WebhookHandler
from linebot.v3.webhooks import MessageEvent

from ask import ask

app = Flask(__name__)
handler = WebhookHandler("s")


@app.post("/callback")
def callback():
    handler.handle(request.get_data(as_text=True), request.headers["X-Line-Signature"])
    return "OK"


@handler.add(MessageEvent)
def answer(event):
    reply(event.reply_token, ask(event.message.text))
""",
    "aiogram_dialog": """from aiogram import Router
from aiogram_dialog import Dialog, DialogManager, Window
from aiogram_dialog.widgets.input import TextInput

from ask import ask


async def answer(message, widget, manager: DialogManager, text):
    await message.answer(ask(text))


router = Router()
router.include_router(Dialog(Window(TextInput(id="text", on_success=answer))))
""",
    "aiogram": """from aiogram import Router

from ask import ask

router = Router()


@router.message()
async def answer(message):
    await message.answer(ask(message.text))
""",
    "telegram": """from telegram.ext import Application, ContextTypes, MessageHandler, filters

from ask import ask


async def answer(update, context: ContextTypes.DEFAULT_TYPE) -> None:
    await update.message.reply_text(ask(update.message.text))


def main():
    app = Application.builder().token("t").build()
    app.add_handler(MessageHandler(filters.TEXT, answer))
    app.run_polling()
""",
    "slack": """from slack_bolt import App

from ask import ask

app = App()


@app.event("app_mention")
def answer(event, say):
    say(ask(event["text"]))
""",
}


def _profile(files: dict[str, str]) -> str:
    return inspect_files({path: text.encode() for path, text in files.items()}, []).profile


@pytest.mark.parametrize("bot", BOTS.values(), ids=BOTS)
def test_a_bot_that_answers_by_a_model_is_a_service(bot: str) -> None:
    assert _profile({"ask.py": ASKING.format(ANSWER), "bot.py": bot}) == "ml-service"
    assert _profile({"ask.py": ASKING.format("return text.upper()"), "bot.py": bot}) == "application"


@pytest.mark.parametrize(
    "text",
    [
        "from telegram import Bot\n\nfrom ask import ask\n\n\ndef report(update, text):\n"
        "    Bot('t').send_message(1, ask(text))\n",
        "from discord import SyncWebhook\n\nfrom ask import ask\n\n"
        "SyncWebhook.from_url('u').send(ask('x'))\n",
    ],
)
def test_what_only_sends_to_a_chat_is_no_bot(text: str) -> None:
    assert _profile({"ask.py": ASKING.format(ANSWER), "report.py": text}) == "application"


FAILING = """

@bot.command()
async def describe(context, *, text):
    try:
        await context.send(ask(text))
    except Exception as error:
        logger.error("it failed: %s", error)
"""


def test_a_bot_is_asked_for_reports_of_errors_and_for_no_health_route() -> None:
    files = {"ask.py": ASKING.format(ANSWER), "bot.py": BOTS["discord"]}
    found = answers(files)
    assert found["errors-reported"].state == "no"
    assert found["requests-counted"].state == "no"
    assert found["health-answered"].state == "not-applicable"
    logging = "import logging\n\nlogger = logging.getLogger()\n" + files["bot.py"] + FAILING
    assert level({**files, "bot.py": logging}, "errors-reported") != "0"
    assert answers({**files, "bot.py": logging})["errors-reported"].share == 0.5


@pytest.mark.parametrize(("name", "want"), [("show_alert", "no"), ("send_alert", "unknown")])
def test_a_bot_that_shows_something_reports_nothing(name: str, want: str) -> None:
    bot = f"{BOTS['discord']}    if error:\n        await context.answer(text, {name}={name})\n"
    assert answers({"ask.py": ASKING.format(ANSWER), "bot.py": bot})["errors-reported"].state == want


STORED = """import sqlite3


class Journal:
    def __init__(self):
        self.base = sqlite3.connect("answers.db")

    def add(self, row):
        self.base.execute("INSERT INTO answers (text) VALUES (?)", (row,))


class History:
    def __init__(self):
        self.rows = []

    def add(self, row):
        self.rows.append(row)
"""
REMEMBERING = """import discord
from discord.ext import commands
from openai import OpenAI

from stores import History, Journal

client = OpenAI()
stores = History(), Journal()


class Chat(commands.Cog):
    def __init__(self, bot):
        self.bot = bot

    @commands.command()
    async def answer(self, context, *, text):
        answer = client.responses.create(input=text)
        self.bot.{}.add(answer)
        await context.send(answer)
"""


def test_a_method_is_of_the_class_whose_name_has_a_word_of_the_object() -> None:
    files = {"stores.py": STORED, "bot.py": REMEMBERING.format("history")}
    assert level(files, "predictions-logged") == "unknown"
    files["bot.py"] = REMEMBERING.format("journal")
    assert level(files, "predictions-logged") == "1a"


WORKER = """from kafka import KafkaConsumer, KafkaProducer

producer = KafkaProducer()


def publish_prediction(prediction):
    producer.send("predictions", dumps(prediction))


for message in KafkaConsumer("requests"):
    publish_prediction(MODEL.predict(message.value))
"""
IMAGE = 'FROM python:3.13-slim\nRUN pip install kafka-python\nCOPY . .\nCMD ["python", "{}.py"]\n'
ROUTE = """from fastapi import FastAPI

from worker import publish_prediction

app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    prediction = MODEL.predict(row)
    publish_prediction(prediction)
    return prediction
"""


def test_what_a_worker_publishes_is_its_answer_and_what_a_service_publishes_is_kept() -> None:
    worker = {"worker.py": WORKER, "Dockerfile": IMAGE.format("worker")}
    assert level(worker, "predictions-logged") in ("0", "unknown")
    service = {"worker.py": WORKER, "serve.py": ROUTE, "Dockerfile": IMAGE.format("serve")}
    assert level(service, "predictions-logged") == "1a"


UPLOADING = """from fastapi import FastAPI
from openai import OpenAI
from supabase import create_client

app = FastAPI()
client, database = OpenAI(), create_client()


def {name}(row):
    return lambda: database.table("rows").insert(row)


@app.post("/documents")
def upload(row: dict):
    client.responses.create(input=row)
    return {name}(row)


@app.post("/chat")
def chat(text: str):
    return client.responses.create(input=text)
"""


@pytest.mark.parametrize(("name", "want"), [("create_document", "0"), ("create_row", "unknown")])
def test_parts_of_documents_that_are_stored_are_no_answers(name: str, want: str) -> None:
    code = UPLOADING.format(name=name)
    assert level({"serve.py": code}, "predictions-logged") == want
    # A row of MongoDB is a document, whatever is in it.
    code = code.replace("insert(row)", "insert_one(row)")
    assert level({"serve.py": code}, "predictions-logged") == "unknown"
