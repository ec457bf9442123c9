"""What sends something to people, and whether it is what failed."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SERVICE = """import logging

from fastapi import FastAPI

import mails
import work

app = FastAPI()
logger = logging.getLogger(__name__)


@app.post("/predict")
def predict(row: dict):
    try:
        return work.answer(row)
    except ValueError as problem:
        logger.error("it failed")
{failing}


{more}
"""
WORK = """import mails


def answer(row):
    out = MODEL.predict(row)
    {sends}
    return out
"""
MAILS = """import smtplib


def tell(text):
    smtplib.SMTP("localhost").sendmail("a", "b", text)


def news(text):
    tell(text)
"""


def state(sends: str = "", failing: str = "", more: str = "") -> str:
    text = SERVICE.format(failing=failing, more=more)
    files = {"serve.py": text, "work.py": WORK.format(sends=sends or "pass"), "mails.py": MAILS}
    return answers(files)["errors-reported"].state


@pytest.mark.parametrize(
    ("sends", "failing", "want"),
    [
        # An answer that is sent to who asked reports no failure.
        ("mails.tell(out)", "", "partly"),
        ("mails.news(out)", "", "partly"),
        ("send_alert(out)", "", "partly"),
        # What is called where something failed may.
        ("", "        mails.tell(problem)", "unknown"),
        ("", "        mails.news(problem)", "unknown"),
        ("", "        send_alert('no model')", "unknown"),
        ("if failures > 3: mails.tell(failures)", "", "unknown"),
        ("if len(out) > 3: mails.tell(out)", "", "partly"),
        # It is named for a failure.
        ("report_exception(out)", "", "unknown"),
        # A text is no name, and neither is one on a line above.
        ("mails.tell(out)", "        logger.error('tell')\n        # tell", "partly"),
    ],
)
def test_what_is_sent_where_something_failed_may_report_it(sends: str, failing: str, want: str) -> None:
    assert state(sends, failing) == want


HANDLER = """@app.{}
def failed(request, problem):
    {}
"""


@pytest.mark.parametrize(
    ("decorator", "body", "want"),
    [
        ("exception_handler(Exception)", "mails.tell(problem)", "unknown"),
        ("exception_handler(Exception)", "logger.error(problem)", "partly"),
        ("get('/news')", "mails.tell(problem)", "partly"),
    ],
)
def test_what_handles_failures_may_report_them(decorator: str, body: str, want: str) -> None:
    assert state("mails.tell(out)", more=HANDLER.format(decorator, body)) == want
