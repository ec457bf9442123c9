"""What servers that are made for models do by themselves, and what answers without a web framework."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

TORCHSERVE = "FROM pytorch/torchserve:0.9\nCOPY . .\nCMD torchserve --start --models m=m.mar\n"
VLLM = "FROM vllm/vllm-openai:v0.6\nCMD --model small\n"
HANDLER = "from ts.torch_handler.base_handler import BaseHandler\n\n\nclass Mine(BaseHandler):\n"
HANDLER += "    def postprocess(self, rows):\n        return rows.tolist()\n"
HEAD = '[project]\nname = "demo"\nversion = "1"\n'
OWN = "import joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\nMODEL = joblib.load('m')\n\n\n"
OWN += "@app.post('/predict')\ndef predict(row: dict):\n    return MODEL.predict(row)\n"


@pytest.mark.parametrize(
    ("files", "states"),
    [
        ({"Dockerfile": TORCHSERVE}, ("yes", "not-applicable", "no")),
        ({"Dockerfile": TORCHSERVE, "handler.py": HANDLER}, ("yes", "not-applicable", "no")),
        ({"Dockerfile": VLLM}, ("yes", "yes", "no")),
        # What the project serves itself is asked for these.
        ({"Dockerfile": TORCHSERVE, "serve.py": OWN}, ("no", "no", "no")),
    ],
)
def test_a_server_made_for_models_answers_for_its_health(
    files: dict[str, str], states: tuple[str, ...]
) -> None:
    found = answers({"pyproject.toml": HEAD, **files})
    asked = ("health-answered", "requests-counted", "predictions-logged")
    assert tuple(found[name].state for name in asked) == states


CHAIN = """from fastapi import FastAPI
from langchain_openai import ChatOpenAI
from langserve import add_routes

app = FastAPI()
chain = ChatOpenAI(){typed}
add_routes(app, chain)
"""


@pytest.mark.parametrize(("typed", "state"), [(".with_types(input_type=str)", "yes"), ("", "unknown")])
def test_the_routes_of_a_chain_answer_by_the_model(typed: str, state: str) -> None:
    found = answers({"serve.py": CHAIN.format(typed=typed)})
    assert found["input-validated"].state == state
    assert found["predictions-logged"].state == "no"
    bare = answers({"serve.py": CHAIN.format(typed="").replace("add_routes(app, chain)", "")})
    assert bare["predictions-logged"].state == "unknown"


COG = """import torch
from cog import BasePredictor, Input


class Predictor(BasePredictor):
    def setup(self):
        self.net = torch.load("net.pt")

    def predict(self, scale{typed} = Input(default=1)):
        return self.net(scale)
"""


@pytest.mark.parametrize(("typed", "state"), [(": float", "yes"), ("", "no")])
def test_cog_checks_requests_by_the_types_of_the_predictor(typed: str, state: str) -> None:
    found = answers({"predict.py": COG.format(typed=typed), "cog.yaml": "predict: predict.py:Predictor\n"})
    assert found["input-validated"].state == state
    assert found["health-answered"].state == "yes"


BENTO = """from typing import Annotated

import bentoml
from annotated_types import MinLen
from sentence_transformers import SentenceTransformer

{alias}


@bentoml.service
class Embeddings:
    def __init__(self):
        self.model = SentenceTransformer("mini")

    @bentoml.api
    def encode(self, texts: Texts):
        return self.model.encode(texts)
"""


@pytest.mark.parametrize(
    ("alias", "state"), [("Texts = Annotated[list[str], MinLen(1)]", "yes"), ("Texts = list[str]", "no")]
)
def test_a_type_with_a_name_is_what_it_is_made_of(alias: str, state: str) -> None:
    assert answers({"serve.py": BENTO.format(alias=alias)})["input-validated"].state == state


AZURE = """import azure.functions as func
import joblib

MODEL = joblib.load("model.pkl")


def main(req{typed}):
    return func.HttpResponse(str(MODEL.predict([req.get_json()])))
"""


@pytest.mark.parametrize(("typed", "state"), [(": func.HttpRequest", "no"), ("", "unknown")])
def test_the_main_of_an_azure_function_answers_requests(typed: str, state: str) -> None:
    assert answers({"ask/__init__.py": AZURE.format(typed=typed)})["predictions-logged"].state == state


TRAIN = """import joblib
import numpy as np
from sklearn.linear_model import LogisticRegression

ROWS = np.array([[1], [2]])


def train():
    joblib.dump(LogisticRegression({given}).fit(ROWS, [0, 1]), "m.pkl")
"""


@pytest.mark.parametrize(("given", "state"), [("max_iter=100", "yes"), ('solver="saga"', "partly")])
def test_a_logistic_regression_draws_nothing_by_default(given: str, state: str) -> None:
    files = {"train.py": TRAIN.format(given=given), "serve.py": OWN}
    assert answers(files)["training-reproducible"].state == state


PAGE = """import joblib
import streamlit as st

MODEL = joblib.load("model.pkl")
age = st.number_input("Age", {bounds})
st.number_input("Height")
st.write(MODEL.predict([[age]]))
"""


@pytest.mark.parametrize(
    ("bounds", "beside", "state"),
    [
        ("min_value=18, max_value=90", "", "partly"),
        ("min_value=18", "", "unknown"),
        # The service behind a page checks requests, or does not.
        ("min_value=18, max_value=90", OWN, "no"),
    ],
)
def test_a_field_of_a_page_takes_numbers_within_its_bounds(bounds: str, beside: str, state: str) -> None:
    files = {"page.py": PAGE.format(bounds=bounds)}
    if beside:
        files["serve.py"] = beside
    assert answers(files)["input-validated"].state == state


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ('st.number_input("Age", 18, 90)', "yes"),
        ('st.number_input(\n    "Age (years)",\n    min_value=18,\n    max_value=90,\n)', "yes"),
        ('st.selectbox("Plan", ["a", "b"])', "yes"),
        ('st.selectbox("Plan", ["a", "b"])\nst.text_input("Note")', "partly"),
        ('st.slider("Age", 18, 90)\nst.number_input("Height")', "partly"),
        ('st.number_input("Age", 18, 90)\nst.text_input("Note")', "partly"),
        # Whether what it refuses is the text is not read, and the number is within its bounds.
        ('st.number_input("Age", 18, 90)\nif not st.text_input("Note"):\n    st.stop()', "yes"),
    ],
)
def test_a_page_whose_fields_offer_what_they_take_checks_requests(fields: str, state: str) -> None:
    code = f'import joblib\nimport streamlit as st\n\nMODEL = joblib.load("m.pkl")\n{fields}\n'
    code += "st.write(MODEL.predict([1]))\n"
    assert answers({"page.py": code})["input-validated"].state == state
