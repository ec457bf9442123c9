"""Handlers that leave what they are asked to another function: in a queue, or in a list that is looked at."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files

CLIENT = "from openai import OpenAI\n\nclient = OpenAI()\n\n"
ASK = "client.responses.create(input=text)"
ROUTE = (
    "from fastapi import FastAPI\n{}\napp = FastAPI()\n\n\n@app.post('/ask')\ndef ask(text: str):\n    {}\n"
)
WORK = f"\n\ndef work():\n    while True:\n        text = {{}}\n        {ASK}\n"


def _name(files: dict[str, str]) -> str:
    return inspect_files({path: text.encode() for path, text in files.items()}, []).profile


@pytest.mark.parametrize(
    ("made", "left", "taken", "want"),
    [
        ("import queue\njobs = queue.Queue()", "jobs.put(text)", "jobs.get()", "ml-service"),
        ("from asyncio import Queue\njobs = Queue()", "jobs.put_nowait(text)", "jobs.get()", "ml-service"),
        ("import collections\njobs = collections.deque()", "jobs.append(text)", "jobs.pop()", "ml-service"),
        ("jobs = []", "jobs.append(text)", "jobs.pop(0)", "ml-service"),
        # Another queue, and a table.
        ("jobs = []\nrows = []", "jobs.append(text)", "rows.pop(0)", "application"),
        ("from cache import jobs", "jobs.put(text)", "jobs.get('a')", "application"),
    ],
)
def test_a_worker_answers_what_a_route_leaves_in_a_queue(made: str, left: str, taken: str, want: str) -> None:
    assert _name({"main.py": CLIENT + ROUTE.format(made, left) + WORK.format(taken)}) == want


def test_the_queue_may_be_that_of_another_module_or_of_an_object() -> None:
    state = "import queue\n\njobs = queue.Queue()\n"
    route = ROUTE.format("import worker\nfrom state import jobs", "jobs.put(text)")
    worker = f"from state import jobs\n{CLIENT}{WORK.format('jobs.get()')}"
    assert _name({"state.py": state, "main.py": route, "worker.py": worker}) == "ml-service"
    kept = (
        f"import queue\n{CLIENT}\nclass Jobs:\n    def __init__(self):\n"
        "        self.waiting = queue.Queue()\n\n"
        f"    def leave(self, text):\n        self.waiting.put(text)\n\n    def work(self):\n"
        f"        text = self.waiting.get()\n        return {ASK}\n\njobs = Jobs()\n"
    )
    route = ROUTE.format("from jobs import jobs", "jobs.leave(text)")
    assert _name({"jobs.py": kept, "main.py": route}) == "ml-service"


def test_a_bot_may_answer_in_a_function_that_it_repeats() -> None:
    code = (
        "import discord\nfrom discord.ext import tasks\n{}\nbot = discord.Client()\nwaiting = []\n\n\n"
        "@bot.event\nasync def on_message(text):\n    waiting.append(text)\n\n\n"
        "@tasks.loop(seconds=1)\nasync def answer():\n    text = waiting[0]\n    {}\n"
    )
    assert _name({"bot.py": code.format(CLIENT, ASK)}) == "ml-service"
    assert _name({"bot.py": code.format("", "print(text)")}) == "application"
    once = code.replace("@tasks.loop(seconds=1)\n", "")
    assert _name({"bot.py": once.format(CLIENT, ASK)}) == "application"


def test_a_table_may_keep_the_chats_that_a_route_opens() -> None:
    made = "import google.generativeai as genai\nmodel = genai.GenerativeModel('m')\nchats = {}\n"
    opened = (
        "chats.setdefault(text, model.start_chat())\n    chat = chats[text]\n"
        "    return chat.send_message(text)"
    )
    assert _name({"main.py": ROUTE.format(made, opened)}) == "ml-service"
    assert _name({"main.py": ROUTE.format(made, "return len(chats)")}) == "application"
