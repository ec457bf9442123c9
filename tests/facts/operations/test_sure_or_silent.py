"""What looks like an answer, and is none: a count, a page, a port, a route without a request."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SPA = """from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse

app = FastAPI()
DIST = Path("page/dist")


@app.post("/predict")
def predict(row: dict):
    return MODEL.predict(row)

"""
PAGE = '@app.get("/{path:path}")\ndef page(path: str):\n    return FileResponse(DIST / path)\n'
ROOT = '@app.get("/")\ndef root():\n    return {"up": True}\n'


def indented(text: str) -> str:
    return "".join(f"    {line}" for line in text.splitlines(keepends=True))


@pytest.mark.parametrize(
    ("more", "want"),
    [
        (f"if DIST.exists():\n{indented(PAGE)}else:\n{indented(ROOT)}", "unknown"),
        (f"if not DIST.exists():\n{indented(ROOT)}", "unknown"),
        # The data is answered whether there is a page or not.
        (f"{ROOT}\n\nif DIST.exists():\n{indented(PAGE)}", "partly"),
        (f"def add_to(app):\n{indented(ROOT)}\n\nadd_to(app)\n", "partly"),
        (PAGE, "no"),
    ],
)
def test_a_root_that_only_stands_in_for_a_page_may_be_the_page(more: str, want: str) -> None:
    assert answers({"serve.py": SPA + more})["health-answered"].state == want
