"""Functions that another module's bot, or a call, is given: messages reach them."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files
from tests.facts.operations.support import level

ASK = "from openai import OpenAI\n\nclient = OpenAI()\n\n\ndef ask(text):\n    return {}\n"
ANSWER, RULES = "client.responses.create(input=text)", "text.upper()"
LOADER = "from {0} import {1}\n\nmade = {1}()\n"
HANDLER = (
    "{}from loader import made\nfrom ask import ask\n\n\n"
    "{}def reply(message):\n    print(ask(message.text))\n"
)


def _profile(files: dict[str, str]) -> str:
    return inspect_files({path: text.encode() for path, text in files.items()}, []).profile


@pytest.mark.parametrize(
    ("library", "kind", "decorator"),
    [
        ("aiogram", "Router", "message()"),
        ("aiogram", "Dispatcher", "message_handler(commands=['ask'])"),
        ("telebot", "TeleBot", "message_handler(content_types=['text'])"),
        ("pyrogram", "Client", "on_message()"),
        ("simplematrixbotlib", "Bot", "listener.on_message_event"),
    ],
)
@pytest.mark.parametrize("typed", [True, False])
def test_a_bot_that_another_module_makes_hands_its_messages_on(
    library: str, kind: str, decorator: str, typed: bool
) -> None:
    head = f"from {library} import types\n" if typed else ""
    files = {
        "loader.py": LOADER.format(library, kind),
        "handlers.py": HANDLER.format(head, f"@made.{decorator}\n"),
    }
    assert _profile({"ask.py": ASK.format(ANSWER), **files}) == "ml-service"
    assert _profile({"ask.py": ASK.format(RULES), **files}) == "application"


@pytest.mark.parametrize(
    ("head", "decorator", "loader"),
    [
        # A command that is typed, in a module that only sends to a chat, and what a module of ours decorates.
        (
            "import click\nfrom telegram import Bot\n",
            "@made.command()\n",
            "import click\n\nmade = click.Group()\n",
        ),
        ("", "@made.message()\n", "from ask import Texts\n\nmade = Texts()\n"),
    ],
)
def test_a_decorator_of_a_bot_has_its_name_elsewhere_too(head: str, decorator: str, loader: str) -> None:
    files = {
        "ask.py": ASK.format(ANSWER),
        "loader.py": loader,
        "handlers.py": HANDLER.format(head, decorator),
        "Dockerfile": "FROM python:3.13\n",
    }
    assert _profile(files) == "application"


REGISTERED = """import logging

from {library} import {kind}

from handlers import reply

bot = {kind}()


def main():
    bot.{register}
    bot.run()
"""
KEPT = """import sqlite3

from ask import ask


def reply(message):
    text = ask(message.text)
    sqlite3.connect("answers.db").execute("INSERT INTO answers VALUES (?, ?)", (message.text, text))
"""


@pytest.mark.parametrize(
    ("library", "kind", "register"),
    [
        ("aiogram", "Dispatcher", "message.register(reply)"),
        ("aiogram", "Dispatcher", "register_message_handler(reply)"),
        ("telegram.ext", "Application", "add_handler(MessageHandler(TEXT, reply))"),
        ("nio", "AsyncClient", "add_event_callback(reply, Message)"),
    ],
)
def test_a_call_hands_a_function_to_the_messages(library: str, kind: str, register: str) -> None:
    files = {
        "ask.py": ASK.format(ANSWER),
        "handlers.py": KEPT,
        "bot.py": REGISTERED.format(library=library, kind=kind, register=register),
    }
    assert _profile(files) == "ml-service"
    assert level(files, "predictions-logged") == "1a"
    # What runs as the program ends is no handler.
    other = REGISTERED.format(library=library, kind=kind, register="start()\n    atexit.register(reply)")
    assert level({**files, "bot.py": other}, "predictions-logged") != "1a"


LOOP = "from pyrogram import Client\n\n\ndef fetch(name):\n    return Client(name)\n\n\n" + "".join(
    f"def part_{number}(name):\n    return fetch(name)\n\n\n" for number in range(12)
)
BOT = """from aiogram import Router

from ask import ask

router = Router()


@router.message()
async def answer(message):
    await message.answer(ask(message.text))
"""


def test_parts_of_a_client_beside_the_handlers_are_no_handlers() -> None:
    files = {"ask.py": ASK.format(ANSWER), "fetch.py": LOOP, "bot.py": BOT}
    assert _profile(files) == "ml-service"
    assert _profile({**files, "ask.py": ASK.format(RULES)}) == "application"
    # An application asks a model beside the business of its own.
    more = BOT + "".join(
        f"\n\n@router.message()\nasync def other_{number}(message):\n    await message.answer('no')\n"
        for number in range(20)
    )
    assert _profile({**files, "bot.py": more}) == "application"
