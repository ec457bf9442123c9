"""Which projects serve a model, by what answers their requests and by the model behind it."""

from __future__ import annotations

import pytest

from roadworthy.testing.pages import inspect_files

IMAGE = {"Dockerfile": "FROM python:3.13\n"}
ROUTE = (
    "from fastapi import FastAPI\n{}\napp = FastAPI()\n\n@app.post('/ask')\nasync def ask(text):\n    {}\n"
)
HTTPX = "import httpx\nclient = httpx.AsyncClient()"
SEND = "return await client.post({}, json={})"
MODEL = "import onnxruntime\n\nsession = onnxruntime.InferenceSession('model.onnx')\n\n"


def _name(files: dict[str, str]) -> str:
    return inspect_files({path: text.encode() for path, text in files.items()}, []).profile


def _gateway(url: str, body: str = "{'inputs': text}", before: str = "") -> dict[str, str]:
    return {"app/main.py": ROUTE.format(f"{HTTPX}\n{before}", SEND.format(url, body)), **IMAGE}


@pytest.mark.parametrize(
    "files",
    [
        _gateway("'https://api.anthropic.com/v1/messages'"),
        _gateway("'https://api.groq.com/openai/v1/chat/completions'"),
        _gateway("f'{BASE}/v1/chat/completions'"),
        _gateway("f'https://api-inference.huggingface.co/models/{name}'"),
        _gateway("f'{HOST}/v2/models/{name}/infer'", before="HOST = 'http://triton:8000'"),
        _gateway("f'{HOST}/v1/models/digits:predict'"),
        _gateway("URL", before="import os\nURL = os.getenv('URL', 'http://localhost:11434/api/chat')"),
        _gateway("PATHS['ask']", before="PATHS = {'ask': '/v1/completions'}"),
        # The address is a setting: what is sent says what is asked.
        _gateway("URL", "{'model': 'm', 'prompt': text}", "import os\nURL = os.environ['URL']"),
        # A path that other services have, too, with a key of a request to a model.
        _gateway("f'{HOST}/generate'"),
    ],
)
def test_a_request_to_a_model_is_one_without_its_library(files: dict[str, str]) -> None:
    assert _name(files) == "ml-service"


def test_a_gateway_may_have_the_route_that_it_asks() -> None:
    gateway = ROUTE.replace("/ask", "/v1/chat/completions")
    files = {
        "app/upstream.py": "import httpx\n\nCHAT = '/v1/chat/completions'\n\n"
        "async def complete(client: httpx.AsyncClient, body):\n"
        "    return await client.post(CHAT, json=body)\n",
        "app/main.py": gateway.format("from app import upstream", "return await upstream.complete(0, text)"),
    }
    assert _name({**files, **IMAGE}) == "ml-service"
    files["app/main.py"] = gateway.format("import httpx", "return text")
    assert _name({**files, **IMAGE}) == "application"


@pytest.mark.parametrize(
    "files",
    [
        # Other addresses, a path that others have with other keys, and a text that nothing sends.
        _gateway("'https://api.stripe.com/v1/charges'"),
        _gateway("f'{HOST}/generate'", "{'report': text}"),
        _gateway("f'{HOST}/api/chat'", "{'user': text}"),
        _gateway("URL", before="URL = 'http://localhost:8000'\nDOCS = 'https://api.openai.com/v1/models'"),
        _gateway("URL", "{'model': 'Corolla', 'year': 2020}"),
        # Asked by a script that no route leads to.
        {
            "app/main.py": ROUTE.format("", "return text"),
            "scripts/label.py": "import requests\n\ndef label(text):\n"
            "    return requests.post('https://api.openai.com/v1/completions', json={'prompt': text})\n",
            **IMAGE,
        },
        # A route of its own is no request.
        {
            "app/main.py": ROUTE.replace("/ask", "/v1/chat/completions").format("import httpx", "return 1"),
            **IMAGE,
        },
    ],
)
def test_other_requests_ask_no_model(files: dict[str, str]) -> None:
    assert _name(files) == "application"


@pytest.mark.parametrize(
    "server",
    [
        "import dash\n\napp = dash.Dash()\n\n@app.callback()\ndef show(x):\n    return session.run(None, x)",
        "import tornado.web\n\nclass Ask(tornado.web.RequestHandler):\n    def post(self):\n        run()",
        "import chainlit as cl\n\n@cl.on_message\nasync def main(m):\n    session.run(None, m)",
        "from kafka import KafkaConsumer\n\nfor m in KafkaConsumer('rows'):\n    session.run(None, m)",
        "import pika\n\ndef on(*a):\n    session.run(None, a)\n\nchannel.basic_consume('q', on)",
        "import grpc\nimport ask_pb2_grpc\n\nserver = grpc.server(pool)",
        "from celery import Celery\n\napp = Celery()\n\n@app.task\ndef ask(x):\n    session.run(None, x)",
        "import azure.functions as func\n\ndef main(req):\n    session.run(None, req)",
        "from http.server import BaseHTTPRequestHandler\n\nclass Ask(BaseHTTPRequestHandler):\n    pass",
        "from ts.torch_handler.base_handler import BaseHandler\n\nclass Ask(BaseHandler):\n    pass",
    ],
)
def test_more_than_web_frameworks_answers(server: str) -> None:
    assert _name({"serve.py": MODEL + server + "\n", **IMAGE}) == "ml-service"


@pytest.mark.parametrize(
    "server",
    [
        # What sends, trains or stores waits for nothing.
        "from kafka import KafkaProducer\n\nKafkaProducer().send('rows', b'')",
        "import grpc\n\nchannel = grpc.insecure_channel('other:1')",
        "import boto3\n\nboto3.client('s3').upload_file('a', 'b', 'c')",
        "import modal\n\napp = modal.App()",
        "import redis\n\nredis.Redis().get('row')",
    ],
)
def test_what_sends_does_not_answer(server: str) -> None:
    assert _name({"serve.py": MODEL + server + "\n", **IMAGE}) == "application"


def test_a_library_with_a_page_stays_one() -> None:
    toml = '[project]\nname = "demo"\ndependencies = ["dash", "torch"]\n[build-system]\nrequires = []\n'
    page = "import dash\nimport torch\n\n@torch.no_grad()\ndef show(model, x):\n    return model(x)\n"
    files = {"pyproject.toml": toml, "src/demo/__init__.py": "", "src/demo/page.py": page}
    assert _name(files) == "library"
    files["pyproject.toml"] = toml.replace("[build", '[project.scripts]\ndemo = "demo.page:show"\n[build')
    assert _name(files) == "ml-service"
    files["README.md"] = "# demo\n\n```\npip install demo\n```\n"
    assert _name(files) == "library"


@pytest.mark.parametrize(
    ("files", "want"),
    [
        ({"Dockerfile": "FROM nvcr.io/nvidia/tritonserver:24.08-py3\nCOPY models /models\n"}, "ml-service"),
        (
            {"Dockerfile": 'FROM vllm/vllm-openai:v0.6 AS base\nFROM base\nCMD ["--model", "m"]\n'},
            "ml-service",
        ),
        ({"Dockerfile": 'FROM python:3.13\nCMD ["mlflow", "models", "serve", "-m", "m"]\n'}, "ml-service"),
        ({"Dockerfile": "FROM python:3.13\nCMD ./start.sh\n", "start.sh": "vllm serve m\n"}, "ml-service"),
        ({"compose.yaml": "services:\n  model:\n    image: tensorflow/serving:2.16\n"}, "ml-service"),
        (
            {
                "k8s/model.yaml": "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\n"
                "metadata: {name: iris}\nspec: {}\n"
            },
            "ml-service",
        ),
        (
            {"models/bert/config.pbtxt": 'platform: "onnxruntime_onnx"\n', "models/bert/1/model.onnx": "x"},
            "ml-service",
        ),
        # No server of models, one in an image that tests are run in, and a description without a version.
        ({"Dockerfile": "FROM python:3.13\nRUN pip install vllm\n"}, "application"),
        ({"tests/Dockerfile": "FROM nvcr.io/nvidia/tritonserver:24.08-py3\n"}, "application"),
        ({"compose.yaml": "services:\n  model:\n    image: ollama/ollama\n"}, "application"),
        ({"models/bert/config.pbtxt": 'platform: "onnxruntime_onnx"\n'}, "application"),
    ],
)
def test_a_server_of_models_that_is_deployed_serves_one(files: dict[str, str], want: str) -> None:
    assert _name({"client.py": "import requests\n\nprint(requests.get('http://model'))\n", **files}) == want


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("from nets import Net\n\nmodel = Net.from_pretrained('weights')", "ml-service"),
        ("from mlx_whisper import transcribe", "ml-service"),
        ("import face_recognition\n\nknown = face_recognition.face_encodings(picture)", "ml-service"),
        ("from tokens import Tokenizer\n\ntokenizer = Tokenizer.from_pretrained('weights')", "application"),
    ],
)
def test_what_brings_a_model_back_is_not_of_one_library(line: str, want: str) -> None:
    server = (
        "from flask import Flask\n\napp = Flask('app')\n\n@app.route('/')\ndef home():\n    return model(1)\n"
    )
    assert _name({"serve.py": f"{line}\n{server}"}) == want


@pytest.mark.parametrize(
    "code",
    [
        # A method that a class adds as a route, and one that calls another.
        "class Ask:\n    def __init__(self, app):\n        app.add_api_route('/ask', self.ask)\n\n"
        "    def ask(self, text):\n        return self.answer(text)\n\n"
        "    def answer(self, text):\n        return client.responses.create(input=text)\n",
        # Resources, views and servicers of which a framework calls the methods.
        "from flask_restful import Resource\n\nclass Ask(Resource):\n    def post(self):\n"
        "        return client.responses.create(input='x')\n",
        "from falcon import App\n\nclass Ask:\n    def on_post(self, request, response):\n"
        "        response.media = client.responses.create(input='x')\n",
        "import ask_pb2_grpc\n\nclass Ask(ask_pb2_grpc.AskServicer):\n    def Ask(self, request, context):\n"
        "        return client.responses.create(input='x')\n",
        # A function of ours makes what is asked.
        "def build():\n    return client.responses.create(input='x')\n\n@app.post('/ask')\ndef ask(text):\n"
        "    return build().invoke(text)\n",
    ],
)
def test_a_handler_may_be_a_method(code: str) -> None:
    head = "from fastapi import FastAPI\nfrom openai import OpenAI\n\nclient = OpenAI()\napp = FastAPI()\n"
    assert _name({"serve.py": head + code}) == "ml-service"


@pytest.mark.parametrize(
    "code",
    [
        "import boto3\nclient = boto3.client('bedrock-runtime')\n{}return client.invoke_model(body=text)",
        "from any_llm import acompletion\n{}return await acompletion(model='m', messages=[])",
        "from langchain.chat_models import ChatOpenAI\n{}return Chain.from_llm(llm=ChatOpenAI())(text)",
        "import openai\n{}return openai.Audio.transcribe('whisper-1', text)",
        "import tritonclient.http as tr\nclient = tr.InferenceServerClient('a')\n{}return client.infer(text)",
    ],
)
def test_more_clients_are_asked(code: str) -> None:
    lines = code.replace("{}return", "return").split("\n")
    assert _name({"main.py": ROUTE.format("\n".join(lines[:-1]), lines[-1])}) == "ml-service"


STUB = "class EmbedStub:\n    def __init__(self, wire):\n        self.Embed = wire.unary_unary('/Embed')\n"


@pytest.mark.parametrize(
    ("path", "imports", "body"),
    [
        ("tei_pb2_grpc.py", "import tei_pb2_grpc", "tei_pb2_grpc.EmbedStub(CHANNEL)"),
        ("tei_pb2_grpc.py", "import tei_pb2_grpc as tei", "tei.EmbedStub(CHANNEL)"),
        ("protos/tei_pb2_grpc.py", "from protos import tei_pb2_grpc", "tei_pb2_grpc.EmbedStub(CHANNEL)"),
        ("protos/tei_pb2_grpc.py", "from protos.tei_pb2_grpc import EmbedStub", "EmbedStub(CHANNEL)"),
    ],
)
def test_a_server_of_models_is_asked_by_grpc(path: str, imports: str, body: str) -> None:
    code = ROUTE.format(imports, f"stub = {body}\n    return stub.Embed(text)")
    assert _name({path: STUB, "main.py": code}) == "ml-service"
    # What is only made is not asked, and another server may have calls of the same name.
    assert _name({path: STUB, "main.py": code.replace(".Embed(text)", "")}) == "application"
    other = code.replace("tei_pb2_grpc", "video_pb2_grpc")
    assert _name({path.replace("tei", "video"): STUB, "main.py": other}) == "application"


@pytest.mark.parametrize(
    ("address", "want"),
    [
        ("{url}/v1/plate-reader/", "ml-service"),
        ("https://api.platerecognizer.com/v1/plate-reader/", "ml-service"),
        ("https://api.imagga.com/v2/tags", "ml-service"),
        ("{url}/v1/plates/", "application"),
        ("https://docs.imagga.com/v2/tags", "application"),
    ],
)
def test_pictures_are_sent_to_a_model_elsewhere(address: str, want: str) -> None:
    client = "import requests\n\nclass Client:\n    def send(self, url, picture):\n"
    client += f"        return requests.post(f'{address}', files=picture).json()\n"
    route = ROUTE.format("from client import Client", "return Client().send(URL, text)")
    assert _name({"client.py": client, "main.py": route}) == want


@pytest.mark.parametrize(
    ("imports", "body", "want"),
    [
        ("from gtts import gTTS", "gTTS(text=text).save('a.mp3')", "ml-service"),
        ("import edge_tts", "await edge_tts.Communicate(text, 'voice').save('a.mp3')", "ml-service"),
        ("from gtts.lang import tts_langs", "return tts_langs()", "application"),
        ("import edge_tts", "return await edge_tts.list_voices()", "application"),
    ],
)
def test_a_voice_that_reads_a_text_is_a_model(imports: str, body: str, want: str) -> None:
    assert _name({"main.py": ROUTE.format(imports, body)}) == want


@pytest.mark.parametrize(("leading", "others", "want"), [(2, 30, "ml-service"), (1, 30, "application")])
def test_some_routes_of_many_are_a_part_of_the_service(leading: int, others: int, want: str) -> None:
    asks = "".join(
        f"@app.post('/a{n}')\ndef a{n}(x):\n    return client.responses.create(input=x)\n\n"
        for n in range(leading)
    )
    rest = "".join(f"@app.get('/b{n}')\ndef b{n}():\n    return {n}\n\n" for n in range(others))
    head = "from fastapi import FastAPI\nfrom openai import OpenAI\n\nclient = OpenAI()\napp = FastAPI()\n\n"
    assert _name({"main.py": head + asks + rest}) == want


@pytest.mark.parametrize(
    ("imports", "more", "want"),
    [
        ("import answer", {}, "ml-service"),
        ("import os", {}, "application"),
        # A file that deploys all, or what loads modules by name.
        ("import os", IMAGE, "ml-service"),
        ("import importlib\n\nimportlib.import_module(NAME)", {}, "ml-service"),
    ],
)
def test_a_model_that_no_server_imports_is_that_of_a_script(
    imports: str, more: dict[str, str], want: str
) -> None:
    answer = "from sklearn.linear_model import Ridge\n\ny = Ridge().fit([[0]], [0]).predict([[1]])\n"
    files = {"serve.py": ROUTE.format(imports, "return text"), "answer.py": answer, **more}
    assert _name(files) == want


def test_what_packages_import_is_behind_the_server() -> None:
    files = {
        "app/__init__.py": "from app import model\n",
        "app/model.py": "import torch\n\nmodel = torch.load('model.pt')\n",
        "app/main.py": ROUTE.format("", "return text"),
        "serve.py": "import uvicorn\nimport app.main\n\nuvicorn.run(app.main.app)\n",
    }
    assert _name(files) == "ml-service"


def test_a_function_of_a_platform_leads_to_the_model() -> None:
    code = "    return OpenAI().responses.create(input=event)\n"
    code = f"from openai import OpenAI\n\ndef handler(event, context):\n{code}"
    assert _name({"handler.py": code}) == "ml-service"


def test_routes_that_are_added_stand_beside_others() -> None:
    routes = (
        "from fastapi import FastAPI\n\nimport asks\n\napp = FastAPI()\n\n"
        "@app.get('/up')\ndef up():\n    return 1\n\napp.add_api_route('/ask', asks.ask, methods=['POST'])\n"
    )
    ask = "from openai import OpenAI\n\ndef ask(text):\n    return OpenAI().responses.create(input=text)\n"
    assert _name({"main.py": routes, "asks.py": ask}) == "ml-service"
    assert _name({"main.py": routes.replace("asks.ask", "up"), "asks.py": ask}) == "application"


@pytest.mark.parametrize(
    ("body", "want"),
    [("{'model': 'm', 'messages': [text]}", "ml-service"), ("{'model': 'm', 'year': text}", "application")],
)
def test_a_prompt_may_be_sent_by_another_method(body: str, want: str) -> None:
    client = (
        "import requests\n\nclass Client:\n    def _post(self, body):\n"
        "        return requests.post(self.url, json=body).json()\n\n"
        f"    def ask(self, text):\n        return self._post({body})\n"
    )
    route = ROUTE.format("from client import Client", "return Client().ask(text)")
    assert _name({"client.py": client, "main.py": route}) == want


TRAINING = (
    "import pandas as pd\nfrom sklearn.linear_model import Ridge\n\nrows = pd.read_csv('rows.csv')\n"
    "model = Ridge().fit(rows, rows)\nprint(model.predict(rows))\n"
)
WATCH = "from scipy.stats import ks_2samp\n\n\ndef drift(old, new):\n    return ks_2samp(old, new)\n"


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({}, False),
        (IMAGE, True),
        ({"serve.py": "import streamlit as st\nimport train\n\nst.write(train.model.predict([1]))\n"}, True),
        ({"watch.py": WATCH}, True),
    ],
)
def test_a_training_that_serves_nothing_has_no_inputs_to_watch(more: dict[str, str], asked: bool) -> None:
    files = {"train.py": TRAINING, **more}
    result = inspect_files({path: text.encode() for path, text in files.items()})
    assert result.score is not None
    states = {item.name: item.state for group in result.score.groups for item in group.practices}
    assert (states["drift-watched"] != "not-applicable") is asked


@pytest.mark.parametrize(
    ("body", "more", "want"),
    [
        ("return MODELS.model.predict(text)", "", "ml-service"),
        ("return MODELS.parser.predict(text)", "", "application"),
        # A method of the project may answer by rules.
        (
            "return MODELS.model.predict(text)",
            "class Rules:\n    def predict(self, text):\n        ...\n",
            "application",
        ),
    ],
)
def test_a_model_of_a_library_that_is_not_known_is_asked(body: str, more: str, want: str) -> None:
    assert _name({"app/main.py": ROUTE.format(f"from models import MODELS\n{more}", body), **IMAGE}) == want


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        ("from TTS.tts.models.xtts import Xtts\nmodel = Xtts(0)", "return model.inference(text)"),
        ("from doctr.models import ocr_predictor\nread = ocr_predictor()", "return read(text)"),
        ("from rapidocr import RapidOCR\nread = RapidOCR()", "return read(text)"),
        (
            "from langchain_huggingface import HuggingFaceEmbeddings as E\ne = E()",
            "return e.embed_query(text)",
        ),
        (
            "from langchain_chroma import Chroma\n"
            "from langchain_huggingface import HuggingFaceEmbeddings as E\ne = E()",
            "return Chroma.from_texts([text], embedding=e)",
        ),
        (
            "from sklearn.feature_extraction.text import TfidfVectorizer\n"
            "from sklearn.metrics.pairwise import cosine_similarity\n"
            "found = TfidfVectorizer().fit_transform(TEXTS)",
            "return cosine_similarity(found)[text]",
        ),
        ("import pytesseract", "return pytesseract.image_to_string(text)"),
        (
            "from google.cloud import vision\nv = vision.ImageAnnotatorClient()",
            "return v.label_detection(text)",
        ),
        ("import boto3\nsees = boto3.client('rekognition')", "return sees.detect_labels(Image=text)"),
        (
            "from azure.ai.textanalytics import TextAnalyticsClient as T\nt = T('e', 'k')",
            "return t.analyze_sentiment([text])",
        ),
    ],
)
def test_pictures_speech_and_texts_are_read_by_models(head: str, answer: str) -> None:
    assert _name({"main.py": ROUTE.format(head, answer)}) == "ml-service"


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        # What is compared is made by no model that is known; a client is made, and not asked.
        ("from sklearn.metrics.pairwise import cosine_similarity", "return cosine_similarity([text])"),
        ("from google.cloud import vision\nv = vision.ImageAnnotatorClient()", "return text"),
        ("import boto3\nkept = boto3.client('s3')", "return kept.get_object(Key=text)"),
        ("from langchain_chroma import Chroma", "return Chroma.from_texts([text])"),
    ],
)
def test_what_only_compares_or_stores_is_no_model(head: str, answer: str) -> None:
    assert _name({"main.py": ROUTE.format(head, answer)}) == "application"
