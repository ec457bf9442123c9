"""Code that waits for messages in a loop of its own, and what a platform calls, answers requests."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files
from tests.facts.operations.support import answers

CONSUMER = """from {library} import {name}
from transformers import pipeline

pipe = pipeline("sentiment-analysis")


def judge(text):
    return pipe(text)


def listen(consumer):
    while True:
        judge(consumer.take())


listen({name}("reviews"))
"""


@pytest.mark.parametrize(
    ("library", "name", "want"),
    [
        ("confluent_kafka", "Consumer", "no"),
        ("kafka", "KafkaConsumer", "no"),
        # It only sends.
        ("kafka", "KafkaProducer", "unknown"),
    ],
)
def test_a_loop_over_messages_leads_to_the_model(library: str, name: str, want: str) -> None:
    found = answers({"consumer.py": CONSUMER.format(library=library, name=name)})
    assert found["predictions-logged"].state == want


def test_what_an_unseen_answer_may_be_kept_by_is_unknown() -> None:
    code = CONSUMER.format(library="kafka", name="KafkaConsumer")
    kept = code.replace("        judge(consumer.take())", "        STORE.update_one(judge(consumer.take()))")
    assert answers({"consumer.py": kept})["predictions-logged"].state == "unknown"


SOCKET = """import asyncio

import websockets
from faces import compare


async def answer(websocket):
    async for message in websocket:
        await websocket.send(compare(message))


async def main():
    async with websockets.serve(answer, "localhost", 8765):
        await asyncio.Future()


asyncio.run(main())
"""
FACES = """import face_recognition


def compare(face):
    return face_recognition.face_distance(KNOWN, face)
"""


def test_what_a_server_of_sockets_is_given_answers() -> None:
    found = answers({"main.py": SOCKET, "faces.py": FACES})
    assert found["predictions-logged"].state == "no"


WORKER = """from jobs import take
from speech import write_down


def run():
    while True:
        write_down(take())


if __name__ == "__main__":
    run()
"""
TAKE = "import redis\n\nqueue = redis.Redis()\n\n\ndef take():\n    return queue.{}('jobs')\n"
SPEECH = (
    "import whisper\n\n\ndef write_down(path):\n    return whisper.load_model('small').transcribe(path)\n"
)
ROUTE = (
    "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
    "@app.post('/jobs')\ndef add(path: str):\n    return path\n"
)


@pytest.mark.parametrize(("taken", "want"), [("blpop", "ml-service"), ("get", "application")])
def test_a_program_that_takes_jobs_by_a_function_of_another_module_serves(taken: str, want: str) -> None:
    files = {"api.py": ROUTE, "worker.py": WORKER, "jobs.py": TAKE.format(taken), "speech.py": SPEECH}
    assert inspect_files({name: text.encode() for name, text in files.items()}, []).profile == want


DEEPAAS = """import torch

from audio.net import load

NET = load()


def {arguments}():
    return {{}}


def predict(**given):
    with torch.no_grad():
        return NET(given["file"])
"""


@pytest.mark.parametrize(("arguments", "want"), [("get_predict_args", "ml-service"), ("given", "library")])
def test_deepaas_calls_the_functions_of_a_module(arguments: str, want: str) -> None:
    toml = '[project]\nname = "audio"\nversion = "1"\n[build-system]\nrequires = ["setuptools"]\n'
    files = {
        "audio/__init__.py": "",
        "audio/api.py": DEEPAAS.format(arguments=arguments),
        "pyproject.toml": toml,
    }
    assert inspect_files({name: text.encode() for name, text in files.items()}, []).profile == want


@pytest.mark.parametrize(("base", "method"), [("BasePredictor", "predict"), ("BaseRunner", "run")])
def test_cog_calls_a_predictor_by_both_of_its_names(base: str, method: str) -> None:
    code = (
        f"from cog import {base}, Path\nfrom speech import Speech\n\n\nclass Writer({base}):\n"
        "    def setup(self):\n        self.speech = Speech()\n\n"
        f"    def {method}(self, audio: Path) -> str:\n        return self.speech.transcribe(audio)\n"
    )
    speech = (
        "import whisper\n\n\nclass Speech:\n"
        "    def __init__(self):\n        self.model = whisper.load_model('a')\n\n"
        "    def transcribe(self, path):\n        return self.model.transcribe(path)\n"
    )
    found = answers({"predict.py": code, "speech.py": speech, "cog.yaml": "predict: predict.py:Writer\n"})
    assert found["predictions-logged"].state == "no"


PAGE = """import chainlit as cl
from openai import OpenAI

client = OpenAI()


@cl.on_message
async def on_message(message):
    return client.{asked}(message.content)
"""
MOUNT = """from chainlit.utils import mount_chainlit
from fastapi import FastAPI

mount_chainlit(FastAPI(), "chat.py")
"""


@pytest.mark.parametrize(("asked", "want"), [("chat.completions.create", "no"), ("close", "unknown")])
def test_a_page_that_the_server_shows_may_ask_the_model(asked: str, want: str) -> None:
    found = answers({"main.py": MOUNT, "chat.py": PAGE.format(asked=asked)})
    assert found["input-validated"].state == want
