"""Models behind objects that are called, pages whose parts stand anywhere, and more libraries that serve."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files
from tests.facts.operations.support import level

CHAT = """from openai import OpenAI


class Chat:
    def __init__(self):
        self.client = OpenAI()

    def {}(self, text):
        return self.client.responses.create(input=text)
"""
SERVER = """from fastapi import Depends, FastAPI, Request

from chat import Chat

app = FastAPI()
{}

@app.post("/ask")
def ask(text: str, request: Request{}):
    return {}
"""


def _profile(files: dict[str, str]) -> str:
    return inspect_files({path: text.encode() for path, text in files.items()}, []).profile


@pytest.mark.parametrize(
    ("made", "given", "answer"),
    [
        ("chat = Chat()", "", "chat(text)"),
        ("app.state.chat = Chat()", "", "request.app.state.chat(text)"),
        ("\ndef get_chat():\n    return Chat()\n", ", chat=Depends(get_chat)", "chat(text)"),
        (
            "\nclass Service:\n    def __init__(self):\n        self.chat = Chat()\n\n"
            "    def answer(self, text):\n        return self.chat(text)\n\n\nservice = Service()",
            "",
            "service.answer(text)",
        ),
    ],
)
def test_an_object_that_is_called_asks_the_model(made: str, given: str, answer: str) -> None:
    server = SERVER.format(made, given, answer)
    assert _profile({"chat.py": CHAT.format("__call__"), "main.py": server}) == "ml-service"
    # Another method asks it, and no request leads there.
    assert _profile({"chat.py": CHAT.format("other"), "main.py": server}) == "application"


ASK = """import sqlite3

from openai import OpenAI

client = OpenAI()


class Llm:
    def answer(self, text):
        return ask(text)


llm = Llm()


def ask(text):
    reply = client.responses.create(input=text)
    sqlite3.connect("answers.db").execute("INSERT INTO answers VALUES (?, ?)", (text, reply))
    return reply
"""
PAGES = {
    "reflex": """import reflex as rx

from ask import ask


class State(rx.State):
    def answer(self):
        self.text = ask(self.text)


app = rx.App()
""",
    "flet": """import flet as ft

from ask import ask


def main(page):
    def send(event):
        page.add(ft.Text(ask(event.data)))

    page.add(ft.TextField(on_submit=send))


ft.app(main)
""",
    "shiny": """from shiny.express import input, render

from ask import ask


@render.text
def out():
    return ask(input.question())
""",
    "nicegui": """from nicegui import ui

from ask import llm


class Chat:
    def __init__(self):
        self.question = ui.input()
        ui.button(on_click=self.send)

    async def send(self):
        ui.label(llm.answer(self.question.value))


@ui.page("/")
def index():
    Chat()


ui.run()
""",
    "gradio": """import gradio as gr

from ask import ask


def build():
    with gr.Blocks() as page:
        question = gr.Textbox()
        question.submit(ask, question, question)
    return page


if __name__ == "__main__":
    build().launch()
""",
    "gradio in a class": """import gradio as gr

from ask import llm


class Page:
    def respond(self, text):
        return llm.answer(text)

    def launch(self):
        gr.ChatInterface(self.respond).launch()


if __name__ == "__main__":
    Page().launch()
""",
    "cherrypy": """import cherrypy

from ask import ask


class Root:
    @cherrypy.expose
    def answer(self, text):
        return ask(text)


cherrypy.quickstart(Root())
""",
    "aiohttp": """from aiohttp import web

from ask import ask


async def answer(request):
    return web.json_response(ask(await request.text()))


def make():
    app = web.Application()
    app.add_routes([web.post("/ask", answer)])
    return app
""",
    "microdot": """from microdot import Microdot

from ask import ask

app = Microdot()


@app.post("/ask")
def answer(request):
    return ask(request.body)
""",
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_a_page_or_a_server_calls_may_stand_anywhere(page: str) -> None:
    assert _profile({"ask.py": ASK, "page.py": page}) == "ml-service"
    assert level({"ask.py": ASK, "page.py": page}, "predictions-logged") == "1a"
    rules = ASK.replace("client.responses.create(input=text)", "text.upper()")
    assert _profile({"ask.py": rules, "page.py": page}) == "application"


def test_a_page_of_many_that_asks_a_model_makes_no_service() -> None:
    pages = {f"pages/page_{n}.py": "import streamlit as st\n\nst.write('x')\n" for n in range(20)}
    assert _profile({"ask.py": ASK, "page.py": PAGES["nicegui"], **pages}) == "application"


def test_a_module_in_a_folder_may_have_the_name_of_the_library_that_it_imports() -> None:
    client = "from openai import OpenAI\n\nclient = OpenAI()\n\n\ndef embed(text):\n    return {}\n"
    asked = client.format("client.embeddings.create(input=text)")
    server = SERVER.format("", "", "embed(text)").replace("chat import Chat", "tools.openai import embed")
    assert _profile({"main.py": server, "tools/openai.py": asked}) == "ml-service"
    assert _profile({"main.py": server, "tools/openai.py": client.format("text")}) == "application"


@pytest.mark.parametrize(("key", "want"), [("role", "ml-service"), ("author", "application")])
def test_a_chat_may_be_sent_to_an_address_that_names_the_model(key: str, want: str) -> None:
    sent = (
        "import requests\n\n\ndef ask(text):\n    messages = [{'%s': 'user', 'content': text}]\n"
        "    return requests.post(URL, json={'messages': messages}).json()\n"
    )
    server = SERVER.format("", "", "ask_model(text)").replace(
        "chat import Chat", "chat import ask as ask_model"
    )
    assert _profile({"main.py": server, "chat.py": sent % key}) == want
