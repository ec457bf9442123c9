"""Models behind objects that a handler is given: by types, by an application's state, or by other objects."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files
from tests.facts.operations.support import answers, level

SERVICE = """import sqlite3

import joblib


class Service:
    def __init__(self):
        self.model = joblib.load("model.joblib")

    def answer(self, text):
        label = self.model.predict([text])
        sqlite3.connect("log.db").execute("INSERT INTO answers VALUES (?, ?)", (text, label))
        return label
"""
HEAD = """from contextlib import asynccontextmanager
from typing import Protocol

from fastapi import Depends, FastAPI, Request

from service import Service

"""
LIFESPAN = """
@asynccontextmanager
async def lifespan(app):
    {} = Service()
    yield


app = FastAPI(lifespan=lifespan)
"""
GIVEN = {
    "state": HEAD
    + LIFESPAN.format("app.state.service")
    + "\n\n@app.post('/ask')\ndef ask(text: str, request: Request):\n"
    "    return request.app.state.service.answer(text)\n",
    "state by a function": HEAD
    + LIFESPAN.format("app.state.service")
    + "\n\ndef service_of(request: Request):\n    return request.app.state.service\n"
    "\n\n@app.post('/ask')\ndef ask(text: str, service=Depends(service_of)):\n"
    "    return service.answer(text)\n",
    "global": HEAD + "SERVICE = None\napp = FastAPI()\n\n\n@app.on_event('startup')\ndef load():\n"
    "    global SERVICE\n    SERVICE = Service()\n"
    "\n\n@app.post('/ask')\ndef ask(text: str):\n    return SERVICE.answer(text)\n",
    "protocol": HEAD + "app = FastAPI()\n\n\nclass Answers(Protocol):\n    def answer(self, text): ...\n"
    "\n\ndef build() -> Answers:\n    return Service()\n"
    "\n\n@app.post('/ask')\ndef ask(text: str, service: Answers = Depends(build)):\n"
    "    return service.answer(text)\n",
    "one of its kind": HEAD + "app = FastAPI()\n\n\nclass Holder:\n    _it = None\n\n    @classmethod\n"
    "    def get(cls):\n        cls._it = cls._it or Service()\n        return cls._it\n"
    "\n\n@app.post('/ask')\ndef ask(text: str):\n    return Holder.get().answer(text)\n",
    "table": HEAD + "app = FastAPI()\nKINDS = {'a': Service}\n\n\ndef make(kind):\n    return KINDS[kind]()\n"
    "\n\n@app.post('/ask')\ndef ask(text: str):\n    return make('a').answer(text)\n",
    "attribute": HEAD
    + "class Routes:\n    def __init__(self, service: Service):\n        self.service = service\n"
    "        self.app = FastAPI()\n        self.app.add_api_route('/ask', self.ask, methods=['POST'])\n"
    "\n    def ask(self, text: str):\n        return self.service.answer(text)\n",
    "bot": "import discord\n\nfrom service import Service\n\n\nclass Bot(discord.Client):\n"
    "    def __init__(self, service: Service):\n        super().__init__()\n        self.service = service\n"
    "\n    async def on_message(self, message):\n        await message.reply(self.service.answer('x'))\n",
    "store of a bot": "from telegram.ext import Application, MessageHandler, filters\n\n"
    "from service import Service\n\n\nasync def ask(update, context):\n"
    "    await update.message.reply_text(context.bot_data['s'].answer('x'))\n"
    "\n\ndef main():\n    app = Application.builder().build()\n    app.bot_data['s'] = Service()\n"
    "    app.add_handler(MessageHandler(filters.TEXT, ask))\n\n\nif __name__ == '__main__':\n    main()\n",
}


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
def test_a_handler_leads_to_what_it_is_given(given: str) -> None:
    files = {"service.py": SERVICE, "main.py": given}
    assert inspect_files({path: text.encode() for path, text in files.items()}, []).profile == "ml-service"
    assert level(files, "predictions-logged") == "1a"
    assert answers(files)["input-validated"].state == "no"
    # What stores the answers has another name: nothing is seen to call it.
    files["service.py"] = SERVICE.replace("def answer", "def keep_answer")
    assert level(files, "predictions-logged") != "1a"


ROUTER = "from fastapi import APIRouter, Request\n\nrouter = APIRouter()\n\n\n@router.post('/ask')\n" + (
    "def ask(text: str, request: Request):\n    return request.app.state.service.answer(text)\n"
)


def test_a_hosted_model_may_be_kept_in_the_state_of_the_application() -> None:
    hosted = SERVICE.replace("import joblib\n", "from openai import OpenAI\n")
    hosted = hosted.replace('joblib.load("model.joblib")', "OpenAI()")
    hosted = hosted.replace("self.model.predict([text])", "self.model.responses.create(input=text)")
    main = "from routes import router\n\n" + HEAD + LIFESPAN.format("app.state.service")
    files = {"service.py": hosted, "main.py": main + "\n\napp.include_router(router)\n", "routes.py": ROUTER}
    assert inspect_files({path: text.encode() for path, text in files.items()}, []).profile == "ml-service"
    assert level(files, "predictions-logged") == "1a"
    files["routes.py"] = ROUTER.replace("service.answer(text)", "title")
    other = {path: text.encode() for path, text in files.items()}
    assert inspect_files(other, []).profile == "application"


def test_a_common_name_means_no_method_of_what_the_program_makes() -> None:
    main = "from routes import router\n\n" + HEAD + LIFESPAN.format("app.state.service")
    router = ROUTER.replace("request.app.state.service.answer(text)", "{}\n    return MODEL.predict(text)")
    files = {"main.py": main + "\n\napp.include_router(router)\n", "service.py": SERVICE}
    files["routes.py"] = router.replace("return {}", "request.base.answer(text)")
    assert level(files, "predictions-logged") == "1a"
    files["service.py"] = SERVICE.replace("def answer", "def add")
    files["routes.py"] = router.replace("return {}", "request.base.add(text)")
    assert level(files, "predictions-logged") != "1a"
