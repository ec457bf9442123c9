"""Services whose requests a hosted model answers: what a handler leads to tells, and no word or import."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files

ROUTE = "from fastapi import FastAPI\n{}\napp = FastAPI()\n\n@app.post('/ask')\ndef ask(text: str):\n    {}\n"
HEALTH = "\n@app.get('/{0}')\ndef {0}():\n    return {{}}\n"
CLIENT = "from openai import OpenAI\n\nclient = OpenAI()\n"


def _name(files: dict[str, str]) -> str:
    return inspect_files({path: text.encode() for path, text in files.items()}, []).profile


@pytest.mark.parametrize(
    ("imports", "body"),
    [
        ("import openai", "return openai.ChatCompletion.create(model='m')"),
        ("import openai", "return openai.OpenAI().responses.create(input=text)"),
        ("from openai import OpenAI", "c = OpenAI()\n    return c.chat.completions.create(model='m')"),
        (
            "import anthropic",
            "with anthropic.Anthropic() as c:\n        return c.messages.create(messages=[text])",
        ),
        ("from google import genai", "return genai.Client().models.generate_content(contents=text)"),
        (
            "import google.generativeai as genai\nmodel = genai.GenerativeModel('m')",
            "chat = model.start_chat()\n    return chat.send_message(text)",
        ),
        ("from litellm import completion", "return completion(model='m', messages=[text])"),
        ("from huggingface_hub import InferenceClient", "return InferenceClient('m').summarization(text)"),
        ("from langchain_openai import ChatOpenAI", "return (prompt | ChatOpenAI()).invoke(text)"),
        (
            "from langchain_groq import ChatGroq\nllm = ChatGroq()\nchain = prompt | llm",
            "return chain.invoke(text)",
        ),
        (
            "from llama_index.core import VectorStoreIndex\nfrom llama_index.llms.openai import OpenAI\n"
            "llm = OpenAI()\nengine = VectorStoreIndex(docs).as_query_engine(llm=llm)",
            "return engine.query(text)",
        ),
    ],
)
def test_a_client_that_a_handler_asks_makes_a_service(imports: str, body: str) -> None:
    assert _name({"app/main.py": ROUTE.format(imports, body)}) == "ml-service"


@pytest.mark.parametrize(
    "files",
    [
        # Through an object that another module makes of a class of its own.
        {
            "app/llm.py": "from openai import OpenAI\n\nclass Llm:\n    def __init__(self):\n"
            "        self.client = OpenAI()\n\n    def generate(self, text):\n"
            "        return self.client.responses.create(input=text)\n\nllm = Llm()\n",
            "app/main.py": ROUTE.format("from app.llm import llm", "return llm.generate(text)"),
        },
        # Through a client, or a function that gives one, of another module.
        {
            "app/llm.py": CLIENT,
            "app/main.py": ROUTE.format(
                "from app.llm import client", "return client.responses.create(input=text)"
            ),
        },
        {
            "llm.py": "from openai import OpenAI\n\ndef get_client():\n    return OpenAI()\n",
            "main.py": ROUTE.format(
                "from llm import get_client", "c = get_client()\n    return c.responses.create(input=text)"
            ),
        },
        # A chain that a class of ours is given.
        {
            "chat.py": "class Chat:\n    def __init__(self, chain):\n        self.chain = chain\n\n"
            "    async def answer(self, text):\n        return await self.chain.ainvoke(text)\n",
            "chains.py": "from langchain_openai import ChatOpenAI\n\ndef build():\n"
            "    return prompt | ChatOpenAI()\n",
            "main.py": ROUTE.format(
                "from chains import build\nfrom chat import Chat\n\ndef chat():\n"
                "    return Chat(chain=build())\n",
                "return chat().answer(text)",
            ),
        },
        # A module inside a package has the name of the library.
        {
            "app/__init__.py": "",
            "app/models/__init__.py": "",
            "app/models/openai.py": "NAMES = ['m']\n",
            "app/main.py": ROUTE.format(CLIENT, "return client.responses.create(input=text)"),
        },
        # A page, a view that a table of addresses names, and a factory.
        {"page.py": "import streamlit as st\n" + CLIENT + "st.write(client.responses.create(input='x'))\n"},
        {
            "site/urls.py": "from django.urls import path\nfrom site import views\n\n"
            "urlpatterns = [path('ask', views.ask)]\n",
            "site/views.py": CLIENT + "\ndef ask(request):\n    return client.responses.create(input='x')\n",
        },
        {
            "app.py": "from flask import Flask\n"
            + CLIENT
            + "\ndef create_app():\n    app = Flask('app')\n\n    @app.post('/ask')\n    def ask():\n"
            "        return client.responses.create(input='x')\n\n    return app\n"
        },
    ],
)
def test_the_way_to_the_client_may_be_long(files: dict[str, str]) -> None:
    assert _name(files) == "ml-service"


@pytest.mark.parametrize(
    "files",
    [
        # Imported and made, and never asked; asked for something else than a model.
        {"main.py": ROUTE.format(CLIENT, "return text")},
        {"main.py": ROUTE.format(CLIENT, "return client.files.create(file=text)")},
        # Asked by a script that no handler uses, or by a function of the same file.
        {
            "main.py": ROUTE.format("", "return text"),
            "scripts/label.py": CLIENT
            + "\ndef label(text):\n    return client.responses.create(input=text)\n",
        },
        {
            "main.py": ROUTE.format(CLIENT, "return text")
            + "\ndef label(text):\n    return client.responses.create(input=text)\n"
        },
        # A class of ours that has the name of a client, and methods of dictionaries.
        {
            "main.py": ROUTE.format(
                "class OpenAI:\n    pass\n\nclient = OpenAI()", "return client.responses.create(text)"
            )
        },
        {
            "llm.py": CLIENT
            + "\nclass Llm:\n    def get(self, text):\n        return client.responses.create(input=text)\n",
            "main.py": ROUTE.format("from llm import Llm", "return {'a': text}.get('a')"),
        },
        # What is invoked is no chain of a client.
        {
            "main.py": ROUTE.format(
                "from langchain_core.prompts import PromptTemplate", "return task.invoke(text)"
            )
        },
        {
            "main.py": ROUTE.format(
                "from langchain_openai import ChatOpenAI\nllm = ChatOpenAI()", "return text"
            )
            + "\nif __name__ == '__main__':\n    app.run()\n",
            "tool.py": "import subprocess\nfrom main import llm\n\nsubprocess.run('ls')\n",
        },
        # One handler of many: the application has a business of its own.
        {
            "main.py": ROUTE.format(CLIENT, "return client.responses.create(input=text)")
            + "".join(HEALTH.format(f"part{number}") for number in range(24))
        },
    ],
)
def test_a_word_or_an_import_makes_none(files: dict[str, str]) -> None:
    assert _name(files) == "application"


def test_names_that_stand_for_each_other_end() -> None:
    assert (
        _name({"main.py": ROUTE.format("import openai\na = b()\nb = a()", "return a.run(text)")})
        == "application"
    )


@pytest.mark.parametrize(("others", "want"), [(12, "ml-service"), (24, "application")])
def test_pages_that_hand_on_to_routes_do_not_outvote_them(others: int, want: str) -> None:
    routes = ROUTE.format("from openai import OpenAI\n", "return OpenAI().responses.create(input=text)")
    page = "import requests\nimport streamlit as st\n\n" + "".join(
        f"def show_{number}():\n    st.write(requests.get('http://api/{number}').json())\n\nshow_{number}()\n\n"
        for number in range(9)
    )
    health = "".join(HEALTH.format(f"up_{number}") for number in range(others))
    files = {"backend/main.py": routes + health, "frontend/page.py": page, "Dockerfile": "FROM python:3.12\n"}
    assert _name(files) == want


@pytest.mark.parametrize(("more", "want"), [("lifespan=begin", "ml-service"), ("", "ml-service")])
def test_what_an_application_names_is_no_handler_beside_its_routes(more: str, want: str) -> None:
    names = "".join(f"def check_{number}():\n    return {number}\n\n" for number in range(12))
    names += f"def begin(app):\n    yield\n\nCHECKS = [{', '.join(f'check_{n}' for n in range(12))}]\n"
    routes = ROUTE.format(
        "from openai import OpenAI\n" + names, "return OpenAI().responses.create(input=text)"
    )
    files = {"main.py": routes.replace("FastAPI()", f"FastAPI({more})")}
    assert _name(files) == want


KEEPING = """from google import genai


class Chat:
    def __init__(self):
        self.client = {}

    async def ask(self, text):
        return self.client.{}(text)
"""


@pytest.mark.parametrize(
    ("made", "asked", "want"),
    [
        ("genai.Client().aio", "chats.create", "ml-service"),
        ("genai.Client().aio", "models.generate_content", "ml-service"),
        ("genai.Client().aio", "files.upload", "application"),
        ("Store().rows", "models.generate_content", "application"),
    ],
)
def test_a_class_may_keep_a_part_of_the_client_that_it_makes(made: str, asked: str, want: str) -> None:
    route = ROUTE.format("from app.chat import Chat", "return Chat().ask(text)")
    assert _name({"app/chat.py": KEEPING.format(made, asked), "app/main.py": route}) == want


GIVEN_CLIENT = """{}


class Chat:
    def __init__(self):
        self.client = None

    def open(self):
        self.client = {}()

    def send(self, client, text):
        return client.{}(text)

    def ask(self, text):
        return self.send(self.client, text)
"""


@pytest.mark.parametrize(
    ("imports", "made", "asked", "want"),
    [
        ("from groq import Groq", "Groq", "chat.completions.create", "ml-service"),
        # One part alone may be of anything, and so may a client that no library makes.
        ("from groq import Groq", "Groq", "rows.create", "application"),
        ("from app.store import Store", "Store", "chat.completions.create", "application"),
    ],
)
def test_a_client_may_be_given_as_an_argument(imports: str, made: str, asked: str, want: str) -> None:
    route = ROUTE.format("from app.chat import Chat", "return Chat().ask(text)")
    files = {"app/chat.py": GIVEN_CLIENT.format(imports, made, asked), "app/main.py": route}
    assert _name(files) == want


LESSON = "from fastapi import FastAPI\napp = FastAPI()\n" + "".join(
    HEALTH.format(f"part{number}") for number in range(24)
)


@pytest.mark.parametrize(
    ("setup", "want"),
    [
        # An application of its own beside another one, and routes of the same application.
        ("app = FastAPI()\n", "ml-service"),
        ("from fastapi import APIRouter\napp = APIRouter()\n", "application"),
        # The application that asks the model has a business of its own, too.
        ("from lesson_01.first import app as first\napp = FastAPI()\n", "application"),
    ],
)
def test_each_application_of_a_checkout_has_handlers_of_its_own(setup: str, want: str) -> None:
    asking = ROUTE.format(CLIENT, "return client.responses.create(input=text)")
    files = {
        "lesson_01/first.py": LESSON,
        "lesson_02/chat.py": asking.replace("app = FastAPI()\n", setup),
    }
    assert _name(files) == want


SENT = """import os
import requests

{0} = os.getenv("ADDRESS", "http://localhost:5001/invocations")


def packed(text):
    return {{"text": text}}
"""


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("model_prediction_endpoint", "ml-service"),
        ("SCORING_URL", "ml-service"),
        ("address", "application"),
        ("REMODELLED_URL", "application"),
    ],
)
def test_the_name_of_an_address_says_that_it_is_of_a_model(name: str, want: str) -> None:
    files = {
        "main.py": ROUTE.format(SENT.format(name), f"return requests.post({name}, json=packed(text)).json()")
    }
    assert _name(files) == want


@pytest.mark.parametrize(
    ("made", "asked", "want"),
    [
        ("    @property\n    def client(self):\n        return OpenAI()\n", "client", "ml-service"),
        ("    def client(self):\n        return OpenAI()\n", "client()", "ml-service"),
        # What it makes is no client.
        ("    @property\n    def client(self):\n        return Store()\n", "client", "application"),
    ],
)
def test_a_property_may_make_the_client_when_it_is_first_asked_for(made: str, asked: str, want: str) -> None:
    llm = (
        "from openai import OpenAI\nfrom store import Store\n\nclass Llm:\n"
        f"{made}\n    def generate(self, text):\n        return self.{asked}.responses.create(input=text)\n"
    )
    main = ROUTE.format("from app.llm import Llm", "return Llm().generate(text)")
    assert _name({"app/llm.py": llm, "app/main.py": main}) == want


WRAPPED = """from abc import ABC
from langchain.chat_models import init_chat_model
from openai import OpenAI


class Model(ABC):
    def __init__(self):
        self.open()


class Chained(Model):
    def open(self):
        self.held = init_chat_model("m")


class Plain(Model):
    def open(self):
        self.held = OpenAI()


class Store(Model):
    def open(self):
        self.held = {}


def get_model(name):
    return {}(name)
"""
HOLDING = """from app.llm import get_model


class Chat:
    def __init__(self):
        self.model = get_model("m")

    def ask(self, text):
        return self.model.held.{}(text)
"""


@pytest.mark.parametrize(
    ("made", "asked", "want"),
    [
        ("Chained", "astream", "ml-service"),
        ("Plain", "responses.create", "ml-service"),
        # It asks for something else, or holds no client.
        ("Plain", "files.create", "application"),
        ("Store", "responses.create", "application"),
    ],
)
def test_what_another_class_of_ours_holds_may_be_asked(made: str, asked: str, want: str) -> None:
    files = {
        "app/llm.py": WRAPPED.replace("{}(name)", f"{made}()"),
        "app/chat.py": HOLDING.format(asked),
        "app/main.py": ROUTE.format("from app.chat import Chat", "return Chat().ask(text)"),
    }
    assert _name(files) == want


def test_an_object_of_a_module_may_hold_the_client_that_a_route_asks() -> None:
    files = {
        "app/llm.py": WRAPPED.replace("{}(name)", "Plain()") + "\n\nmodel = Plain()\n",
        "app/main.py": ROUTE.format(
            "from app.llm import model", "return model.held.responses.create(input=text)"
        ),
    }
    assert _name(files) == "ml-service"


GRAPH = """from langgraph.graph import StateGraph
from nodes import answer

graph = StateGraph(dict)
graph.add_node("answer", {node})
runner = graph.compile()
"""
NODES = """from langchain_openai import ChatOpenAI

llm = ChatOpenAI()


def answer(state):
    return llm.invoke(state["text"])
"""


@pytest.mark.parametrize(("node", "want"), [("answer", "ml-service"), ("len", "application")])
def test_a_graph_that_a_module_makes_of_functions_leads_to_them(node: str, want: str) -> None:
    files = {
        "main.py": ROUTE.format("from flow import runner", "return runner.invoke({'text': text})"),
        "flow.py": GRAPH.format(node=node),
        "nodes.py": NODES,
    }
    assert _name(files) == want


BUILT = """from fastapi import FastAPI
from answering import Answering

app = FastAPI()
Router(app, Answering()).build()
"""
ANSWERING = """from openai import OpenAI


class Answering:
    def __init__(self):
        self.client = OpenAI()

    def ask(self, text):
        return self.client.responses.create(input=text)
"""


@pytest.mark.parametrize(("more", "want"), [("", "ml-service"), (HEALTH.format("up"), "application")])
def test_an_object_may_add_the_handlers_where_none_is_seen(more: str, want: str) -> None:
    assert _name({"main.py": BUILT + more, "answering.py": ANSWERING}) == want


@pytest.mark.parametrize(
    ("address", "sent", "want"),
    [
        ("http://127.0.0.1:8188/prompt", "{'prompt': text}", "ml-service"),
        ("http://127.0.0.1:7860/sdapi/v1/txt2img", "{'steps': 20}", "ml-service"),
        # The path alone is that of others, too.
        ("http://127.0.0.1:8188/prompt", "{'name': text}", "application"),
    ],
)
def test_servers_of_pictures_are_asked_over_http(address: str, sent: str, want: str) -> None:
    asks = f"return requests.post({address!r}, json={sent}).json()"
    assert _name({"main.py": ROUTE.format("import requests", asks)}) == want
