"""Which libraries bring back or ask the model that answers requests, and what of them does not."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files

ROUTE = "import fastapi\n{}\napp = fastapi.FastAPI()\n\n@app.post('/ask')\nasync def ask(text):\n    {}\n"


def _name(files: dict[str, str]) -> str:
    return inspect_files({path: text.encode() for path, text in files.items()}, []).profile


@pytest.mark.parametrize(
    ("before", "answer"),
    [
        ("import dill\nclf = dill.load(open('m.pkl', 'rb'))", "return clf.predict([text])"),
        ("import tensorflow as tf\nmodel = tf.lite.Interpreter('m.tflite')", "return model.invoke()"),
        ("from gensim.models import Word2Vec\nmodel = Word2Vec.load('m')", "return model.wv[text]"),
        ("from darts.models import NBEATSModel\nmodel = NBEATSModel.load('m')", "return model.predict(3)"),
        ("import pickle\nfit = pickle.load(open('m', 'rb'))", "return fit.predict_survival_function(text)"),
        ("from pypmml import Model\nmodel = Model.load('m.pmml')", "return model.predict(text)"),
    ],
)
def test_a_library_of_models_answers(before: str, answer: str) -> None:
    assert _name({"serve.py": ROUTE.format(before, answer)}) == "ml-service"


@pytest.mark.parametrize(
    ("before", "answer"),
    [
        ("import dill\nrows = dill.load(open('rows.pkl', 'rb'))", "return rows[text]"),
        ("import tensorflow as tf", "return tf.config.list_physical_devices()"),
        ("from gensim.utils import simple_preprocess", "return simple_preprocess(text)"),
        ("from darts import TimeSeries\nrows = TimeSeries.from_csv('rows.csv')", "return rows.mean()"),
    ],
)
def test_what_else_such_a_library_offers_is_no_model(before: str, answer: str) -> None:
    assert _name({"serve.py": ROUTE.format(before, answer)}) == "application"


@pytest.mark.parametrize(
    ("before", "answer"),
    [
        # An index of LlamaIndex asks its model where it is queried, whatever made it.
        (
            "from llama_index.core import VectorStoreIndex\nindex = VectorStoreIndex.from_documents(texts)\n"
            "engine = index.as_query_engine()",
            "return engine.query(text)",
        ),
        (
            "from llama_index.core import load_index_from_storage",
            "return load_index_from_storage('x').as_chat_engine().chat(text)",
        ),
        # A method of the class makes the client.
        (
            "from langchain_huggingface import HuggingFacePipeline\n"
            "llm = HuggingFacePipeline.from_model_id('m', task='text-generation')",
            "return llm.invoke(text)",
        ),
        ("from langchain_aws import BedrockLLM\nllm = BedrockLLM(model_id='m')", "return llm.invoke(text)"),
    ],
)
def test_a_chain_asks_its_model_only_where_a_route_leads_to_it(before: str, answer: str) -> None:
    assert _name({"serve.py": ROUTE.format(before, answer)}) == "ml-service"
    assert _name({"serve.py": ROUTE.format(before, "return text")}) == "application"


def test_readers_and_splitters_of_texts_ask_no_model() -> None:
    reads = "from llama_index.core import SimpleDirectoryReader\nreader = SimpleDirectoryReader('texts')"
    assert _name({"serve.py": ROUTE.format(reads, "return reader.load_data()")}) == "application"


def test_a_page_may_show_a_model_of_the_hub() -> None:
    shown = "import gradio as gr\n\ngr.load('models/a/b').launch()\n"
    assert _name({"app.py": shown}) == "ml-service"
    # A page has a method of that name, too.
    page = "import gradio as gr\n\nwith gr.Blocks() as page:\n    page.load(str, None, None)\npage.launch()\n"
    assert _name({"app.py": page}) == "application"


PAGE = (
    "import pickle\nimport streamlit as st\n\nnear = pickle.load(open('near.pkl', 'rb'))\n"
    "st.write(sorted(near[st.text_input('title')]))\n"
)
SIMILAR = (
    "import pickle\nfrom sklearn.metrics.pairwise import cosine_similarity\n\n"
    "pickle.dump(cosine_similarity(rows), open('near.pkl', 'wb'))\n"
)


def test_a_page_answers_by_what_a_training_pickled() -> None:
    assert _name({"app.py": PAGE, "train.py": SIMILAR}) == "ml-service"
    # Nothing here trains, or what trains stores nothing that way.
    assert _name({"app.py": PAGE}) == "application"
    for other in (SIMILAR.replace("sklearn.metrics.pairwise", "ours"), SIMILAR.replace("dump", "hash")):
        assert _name({"app.py": PAGE, "train.py": other}) == "application"


@pytest.mark.parametrize(
    "server", ["from apiflask import APIFlask", "from blacksheep import post", "import mesop"]
)
def test_other_frameworks_serve(server: str) -> None:
    model = "import joblib\n\nmodel = joblib.load('m')\n\ndef ask(x):\n    return model.predict(x)\n"
    assert "serve" not in _evidence({"serve.py": model})
    assert f"it imports {server.split()[1]}" in _evidence({"serve.py": f"{server}\n{model}"})


def _evidence(files: dict[str, str]) -> tuple[str, ...]:
    return inspect_files({path: text.encode() for path, text in files.items()}, []).evidence
