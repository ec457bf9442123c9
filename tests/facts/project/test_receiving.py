"""Services that answer no requests over HTTP of their own: tools, workers, loops and bots."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files

CLIENT = "from openai import OpenAI\n\nclient = OpenAI()\n\n"
ASK = "client.responses.create(input=text)"
LOCAL = "from faster_whisper import WhisperModel\n\nmodel = WhisperModel('small')\n\n"


def _name(files: dict[str, str]) -> str:
    return inspect_files({path: text.encode() for path, text in files.items()}, []).profile


MCP = (
    "from {} import FastMCP\n\nmcp = FastMCP('answers')\n\n\n@mcp.tool\ndef ask(text: str):\n    return {}\n"
)


@pytest.mark.parametrize("library", ["fastmcp", "mcp.server.fastmcp"])
def test_a_tool_of_mcp_answers_by_what_it_leads_to(library: str) -> None:
    assert _name({"main.py": CLIENT + MCP.format(library, ASK)}) == "ml-service"
    assert _name({"main.py": LOCAL + MCP.format(library, "model.transcribe(text)")}) == "ml-service"
    assert _name({"main.py": MCP.format(library, "text.upper()")}) == "application"


def test_what_only_calls_tools_of_mcp_is_no_server() -> None:
    code = "from mcp import ClientSession\n\n\nasync def ask(text):\n    async with ClientSession(0, 0):\n"
    assert _name({"main.py": f"{CLIENT}{code}        return {ASK}\n"}) == "application"


@pytest.mark.parametrize(
    ("made", "name", "decorator"),
    [
        ("from mcp.server.fastmcp import FastMCP\n\nmade = FastMCP('x')\n", "made", "made.tool()"),
        ("from celery import Celery\n\nmade = Celery('x')\n", "made", "made.task(bind=True)"),
        ("from huey import RedisHuey\n\nmade = RedisHuey('x')\n", "made", "made.task()"),
    ],
)
def test_a_module_may_hand_functions_to_the_server_of_another(made: str, name: str, decorator: str) -> None:
    jobs = f"from made import {name}\n\n{CLIENT}\n@{decorator}\ndef ask(text):\n    return {ASK}\n"
    assert _name({"made.py": made, "jobs.py": jobs}) == "ml-service"
    assert _name({"made.py": made, "jobs.py": jobs.replace(f"@{decorator}", "")}) == "application"


@pytest.mark.parametrize(
    "loop",
    [
        "import redis\n\nqueue = redis.Redis()\n\nwhile True:\n    text = queue.brpop('jobs')\n    {}\n",
        "import boto3\n\nqueue = boto3.resource('sqs').Queue('q')\n\n"
        "for text in queue.receive_messages():\n    {}\n",
        "import socket\n\ns = socket.socket()\n\nwhile True:\n    text, _ = s.accept()\n    {}\n",
        "from kafka import KafkaConsumer\n\nfor text in KafkaConsumer('jobs'):\n    {}\n",
        "import paho.mqtt.client as mqtt\n\nlistener = mqtt.Client()\n\n\n"
        "def on_message(client_, data, text):\n    {}\n\n\nlistener.on_message = on_message\n",
    ],
)
def test_a_loop_that_takes_messages_answers_them(loop: str) -> None:
    assert _name({"worker.py": CLIENT + loop.format(ASK)}) == "ml-service"
    assert _name({"worker.py": LOCAL + loop.format("model.transcribe(text)")}) == "ml-service"
    assert _name({"worker.py": loop.format("print(text)")}) == "application"


def test_what_only_sends_messages_waits_for_none() -> None:
    for line in (
        "import redis\n\nredis.Redis().lpush('jobs', '{}')\n",
        "import paho.mqtt.client as mqtt\n\nmqtt.Client().publish('jobs', '{}')\n",
        "import socket\n\nsocket.create_connection(('host', 1)).sendall(b'{}')\n",
    ):
        assert _name({"main.py": f"{LOCAL}model.transcribe('a.wav')\n{line}"}) == "application"


@pytest.mark.parametrize(
    "code",
    [
        "from livekit.agents import Agent, AgentSession, JobContext\n\n\nasync def entry(job: JobContext):\n"
        "    await AgentSession(llm='m').start(room=job.room, agent=Agent())\n",
        "from wyoming.server import AsyncEventHandler\n{}\n\nclass Handler(AsyncEventHandler):\n"
        "    async def handle_event(self, text):\n        return {}\n",
        "from nio import AsyncClient\n{}\n\nasync def answer(room, text):\n    return {}\n\n\n"
        "async def main():\n    AsyncClient('m').add_event_callback(answer, str)\n",
        "from nonebot import on_message\n{}\nchat = on_message()\n\n\n@chat.handle()\n"
        "async def answer(text):\n    return {}\n",
        "import hikari\n{}\nbot = hikari.GatewayBot('t')\n\n\n@bot.listen()\n"
        "async def answer(text):\n    return {}\n",
        "from jina import Executor, requests\n{}\n\nclass Answers(Executor):\n    @requests\n"
        "    def answer(self, text):\n        return {}\n",
    ],
)
def test_libraries_of_calls_and_chats_call_what_is_theirs(code: str) -> None:
    assert _name({"main.py": code.format(CLIENT, ASK)}) == "ml-service"
    if "{}" in code:
        assert _name({"main.py": code.format("", "text")}) == "application"


JOBS = LOCAL + "\ndef transcribe(path):\n    return model.transcribe(path)\n"
QUEUES = "from fastapi import FastAPI\n{}\n\napp = FastAPI()\n\n@app.post('/')\ndef post(path):\n    {}\n"


def test_a_queue_may_name_its_jobs_by_a_text() -> None:
    route = QUEUES.format("from rq import Queue", "return Queue('q').enqueue('jobs.transcribe', path)")
    assert _name({"main.py": route, "jobs.py": JOBS}) == "ml-service"
    route = QUEUES.format("from own import Queue", "return Queue('q').enqueue('jobs.transcribe', path)")
    assert _name({"main.py": route, "own.py": "class Queue: ...\n", "jobs.py": JOBS}) == "application"


TOML = '[project]\nname = "demo"\nversion = "0"\n\n[build-system]\nrequires = ["hatchling"]\n'
BOT = (
    "from aiogram import Bot, Dispatcher\n" + CLIENT + "dp = Dispatcher()\n\n\n@dp.message()\n"
    f"async def ask(text):\n    return {ASK}\n\n\ndef main():\n    dp.run_polling(Bot('t'))\n"
)


def test_a_package_whose_program_waits_for_messages_is_no_library() -> None:
    files = {"pyproject.toml": TOML, "src/demo/__init__.py": "", "src/demo/bot.py": BOT}
    assert _name(files) == "library"
    started = "from demo.bot import main\n\nmain()\n"
    assert _name({**files, "src/demo/__main__.py": started}) == "ml-service"
    assert _name({**files, "src/demo/__main__.py": "print('demo')\n"}) == "library"
    # What others import has a classifier, and a program to try it.
    released = TOML.replace('"0"\n', '"0"\nclassifiers = ["Typing :: Typed"]\n')
    assert _name({**files, "src/demo/__main__.py": started, "pyproject.toml": released}) == "library"


@pytest.mark.parametrize("name", ["Dockerfile", "dockerfile", "prod.Dockerfile"])
def test_an_image_at_the_root_may_have_another_name(name: str) -> None:
    files = {"pyproject.toml": TOML, "src/demo/__init__.py": "", "src/demo/bot.py": BOT}
    assert _name({**files, name: 'FROM python:3.13\nCMD ["python", "-m", "demo.bot"]\n'}) == "ml-service"
    assert _name({**files, f"docs/{name}": "FROM python:3.13\n"}) == "library"


@pytest.mark.parametrize(
    ("path", "code", "other"),
    [
        (
            "handler.py",
            f"{LOCAL}class EndpointHandler:\n    def __call__(self, data):\n"
            "        return model.transcribe(data)\n",
            ("__call__", "answer"),
        ),
        (
            "app.py",
            f"{LOCAL}class InferlessPythonModel:\n    def infer(self, data):\n"
            "        return model.transcribe(data)\n",
            ("InferlessPythonModel", "Model"),
        ),
        (
            "inference.py",
            "import torch\n\n\ndef model_fn(model_dir):\n    return torch.jit.load(model_dir)\n",
            # That of an estimator of TensorFlow.
            ("model_dir):", "features, labels, mode):"),
        ),
        (
            "main.py",
            f"{CLIENT}def ask(request):\n    text = request.get_json()\n    return {ASK}\n",
            ("get_json", "title"),
        ),
    ],
)
def test_a_platform_calls_what_has_its_name(path: str, code: str, other: tuple[str, str]) -> None:
    assert _name({path: code}) == "ml-service"
    assert _name({path: code.replace(*other)}) == "application"
    if path == "main.py":
        assert _name({"views.py": code}) == "application"


def test_a_container_that_makes_vectors_is_a_model_of_the_application() -> None:
    compose = "services:\n  vectors:\n    image: semitechnologies/{}:1.0\n"
    code = {"main.py": QUEUES.format("import os", "return path")}
    assert _name({**code, "compose.yaml": compose.format("transformers-inference")}) == "ml-service"
    assert _name({**code, "compose.yaml": compose.format("weaviate")}) == "application"
