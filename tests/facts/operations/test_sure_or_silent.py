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


SCALED = """import pickle

from fastapi import FastAPI
from sklearn.preprocessing import StandardScaler

app = FastAPI()


def scaled(row):
    return StandardScaler().{fits}(row)


def keep(model, path):
    with open(path, "wb") as file:
        pickle.dump(model, file)


@app.post("/predict")
def predict(row: dict):
    model = pickle.load(open("model.pkl", "rb"))
    return model.predict({gives})
"""


@pytest.mark.parametrize("practice", ["lineage-kept", "training-reproducible"])
@pytest.mark.parametrize(
    ("fits", "gives", "more", "asked"),
    [
        ("fit_transform", "scaled(row)", "", False),
        # It is kept, or not fitted to a request.
        ("fit_transform", "scaled(row)", "\n\nkeep(scaled([1]), 'scaler.pkl')\n", True),
        ("fit", "scaled(row)", "", True),
        ("fit_transform", "row", "", True),
    ],
)
def test_what_scales_the_rows_of_a_request_trains_nothing(
    practice: str, fits: str, gives: str, more: str, asked: bool
) -> None:
    code = SCALED.format(fits=fits, gives=gives) + more
    assert (answers({"serve.py": code})[practice].state != "not-applicable") is asked
