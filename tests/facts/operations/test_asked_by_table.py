"""A model that a provider hosts is asked by what its library's row in the table of clients says."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

CLIENT = """from mistralai.client.sdk import Mistral

client = Mistral(api_key=KEY)


def ask(text):
    answer = client.{}(model="open-mistral-7b", messages=[text])
    return answer.choices[0].message.content
"""
MAIN = """from fastapi import FastAPI
from pymongo import MongoClient

from client import ask

app = FastAPI()
rows = MongoClient(URL)["chats"]["messages"]


@app.post("/ask")
def reply(body: dict):
    text = ask(body["text"])
    rows.insert_one({"message": text})
    return text
"""


@pytest.mark.parametrize(("asked", "want"), [("chat.complete", "yes"), ("files.upload", "unknown")])
def test_an_answer_of_a_hosted_model_that_a_row_keeps_is_logged(asked: str, want: str) -> None:
    files = {"main.py": MAIN, "client.py": CLIENT.format(asked)}
    assert answers(files)["predictions-logged"].state == want
