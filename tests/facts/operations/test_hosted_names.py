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
        # The length of what it reads is no day.
        ("llama3-70b-8192", "", "no"),
        # Two names, of which one is asked; and a name that only a comment has.
        ("gpt-4o-2024-08-06", "OTHER = 'gpt-4o-mini'", "unknown"),
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
