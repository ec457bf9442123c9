"""By which names a service asks a provider for its model: a day in the name makes it one for good."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

ASK = """from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI()
MODEL = {name!r}
{more}

@app.post("/ask")
def ask(text: str):
    return client.responses.create(model=MODEL, input=text)
"""


@pytest.mark.parametrize(
    ("name", "more", "want"),
    [
        ("gpt-4o-2024-08-06", "", "yes"),
        ("claude-3-5-sonnet-20241022", "", "yes"),
        ("anthropic.claude-3-5-sonnet-20241022-v2:0", "", "yes"),
        ("gpt-4-0613", "", "yes"),
        ("mistral-large-2407", "", "yes"),
        ("gpt-4o-mini", "", "no"),
        ("gemini-pro", "", "no"),
        ("models/gemini-1.5-flash", "", "no"),
        # A registry may keep a tag as it is, or give it to another model.
        ("llama-3:8b", "", "unknown"),
        ("llama-3:latest", "", "no"),
        # The length of what it reads is no day.
        ("llama3-70b-8192", "", "no"),
        # Two names, of which one is asked; and a name that only a comment has.
        ("gpt-4o-2024-08-06", "OTHER = 'gpt-4o-mini'", "partly"),
        ("gpt-4o-2024-08-06", "# OTHER = 'gpt-4o-mini'", "yes"),
        # A package and a sentence are no names of models.
        ("llama-index", "", "unknown"),
        ("gpt-4o-mini is asked", "", "unknown"),
        ("mine", "", "unknown"),
    ],
)
def test_a_hosted_model_is_named_by_its_release(name: str, more: str, want: str) -> None:
    files = {"main.py": ASK.format(name=name, more=more)}
    assert answers(files)["model-versioned"].state == want


def test_what_no_request_leads_to_names_no_model_of_the_service() -> None:
    files = {
        "main.py": ASK.format(name="mine", more=""),
        "evaluate.py": "MODELS = ['gpt-4o-2024-08-06']\nprint(MODELS)\n",
    }
    assert answers(files)["model-versioned"].state == "unknown"


CHAT = """from fastapi import FastAPI
from openai import OpenAI
from sqlmodel import SQLModel

app = FastAPI()
client = OpenAI()


class {table}(SQLModel, table=True):
    text: str


def {keep}(text):
    DB.insert_one({{"text": text}})


@app.post("/ask")
def ask(text: str):
    answer = client.responses.create(model="gpt-4o-mini", input=text)
    {line}
    return answer
"""


@pytest.mark.parametrize(
    ("line", "table", "keep", "want"),
    [
        ("DB.add(Message(text=answer))", "Message", "save_message", "yes"),
        ("DB.add(Usage(text=answer))\n    DB.commit()", "Usage", "save_message", "unknown"),
        ("save_message(answer)", "Message", "save_message", "yes"),
        ("save_settings(answer)", "Message", "save_settings", "unknown"),
        # What only asks the model stores nothing.
        ("pass", "Message", "save_message", "no"),
    ],
)
def test_messages_that_a_chat_keeps_are_a_log(line: str, table: str, keep: str, want: str) -> None:
    code = CHAT.format(line=line, table=table, keep=keep)
    assert answers({"main.py": code})["predictions-logged"].state == want


@pytest.mark.parametrize(
    ("asked", "want"),
    [("client.messages.create(messages=[text])", "no"), ("client.files.create(file=text)", "unknown")],
)
def test_who_asks_a_hosted_model_answers_by_it(asked: str, want: str) -> None:
    code = (
        "from anthropic import Anthropic\nfrom fastapi import FastAPI\n\napp = FastAPI()\n"
        "client = Anthropic()\n\n\n"
        f"@app.post('/ask')\ndef ask(text: str):\n    return {asked}\n"
    )
    assert answers({"main.py": code})["predictions-logged"].state == want


@pytest.mark.parametrize(("name", "want"), [("gpt-4o-mini", "no"), ("gpt-4o-2024-08-06", "yes")])
def test_a_constant_among_settings_names_the_model(name: str, want: str) -> None:
    files = {
        "main.py": ASK.format(name="", more="from settings import LLM_MODEL as MODEL"),
        "settings.py": f"import os\n\nLLM_MODEL = os.getenv('LLM_MODEL', {name!r})\n",
    }
    assert answers(files)["model-versioned"].state == want


AGENT = "def agent():\n    return client.responses.create(model='gpt-4o-2024-08-06')\n"


@pytest.mark.parametrize(
    ("more", "want"),
    [
        (AGENT, "no"),
        # Something names the function, or a decorator takes it.
        (f"{AGENT}\nTOOLS = [agent]\n", "partly"),
        (f"@app.get('/agent')\n{AGENT}", "partly"),
    ],
)
def test_a_name_in_a_function_that_nothing_names_is_of_no_model_that_answers(more: str, want: str) -> None:
    files = {"main.py": ASK.format(name="gpt-4o-mini", more=more)}
    assert answers(files)["model-versioned"].state == want


def test_what_an_imported_module_only_tries_is_of_no_model_that_answers() -> None:
    tried = f"from openai import OpenAI\n\nclient = OpenAI()\n\n\n{AGENT}\n\ndef other():\n    return 1\n"
    files = {
        "main.py": ASK.format(name="gpt-4o-mini", more="from helper import other\n\nprint(other())\n"),
        "helper.py": f"{tried}\n\nif __name__ == '__main__':\n    print(agent())\n",
    }
    assert answers(files)["model-versioned"].state == "no"
    files["main.py"] = files["main.py"].replace("other", "agent")
    assert answers(files)["model-versioned"].state == "partly"
