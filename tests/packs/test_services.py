"""What a service does with each request, and settings by which code from outside runs or calls it."""

from __future__ import annotations

import pytest

from tests.packs.test_import_targets import found

APP = "import joblib\nfrom fastapi import FastAPI\n\nimport scoring\n\napp = FastAPI()\n\n\n"
HANDLER = "@app.post('/score')\ndef score(rows: list):\n"


def loads(handler: str, scoring: str = "", head: str = APP) -> int:
    files = {"app.py": head + handler, "scoring.py": "import pickle\nfrom joblib import load\n\n\n" + scoring}
    return len(found("model-loaded-per-request", files))


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("return joblib.load('m.joblib').predict(rows)", 1),
        (
            "path = 'models' + '/m'\n    model = joblib.load(path)\n    return model.predict(rows)",
            1,
        ),
        (
            "try:\n        model = joblib.load('m')\n    except OSError:\n        raise\n    return model",
            1,
        ),
        ("path = str(rows)\n    return joblib.load(path)", 0),
        ("for name in ('a', 'b'):\n        model = joblib.load(name)\n    return model", 0),
        ("if not hasattr(app, 'm'):\n        model = joblib.load('m')\n    return app.m", 0),
        ("global model\n    model = joblib.load('m.joblib')\n    return model", 0),
        ("app.state.model = joblib.load('m.joblib')", 0),
        ("model = joblib.load('m.joblib')\n    app.state.model = model", 0),
        ("return MODELS.get('m') or joblib.dump(rows, 'm')", 0),
    ],
)
def test_a_model_that_a_handler_loads(body: str, count: int) -> None:
    assert loads(f"{HANDLER}    {body}\n") == count


@pytest.mark.parametrize(
    ("scoring", "count"),
    [
        ("def score(rows):\n    return load('m.joblib').predict(rows)\n", 1),
        (
            "def inner():\n    return load('m')\n\n\ndef score(rows):\n    return inner().predict(rows)\n",
            1,
        ),
        ("import functools\n\n\n@functools.cache\ndef score(rows):\n    return load('m.joblib')\n", 0),
        ("def score(rows, path):\n    return load(path).predict(rows)\n", 0),
        ("def other(rows):\n    return load('m.joblib').predict(rows)\n", 0),
        ("MODEL = load('m.joblib')\n\n\ndef score(rows):\n    return MODEL.predict(rows)\n", 0),
    ],
)
def test_a_model_that_another_module_loads(scoring: str, count: int) -> None:
    assert loads(f"{HANDLER}    return scoring.score(rows)\n", scoring) == count


def test_only_functions_with_an_address_answer_requests() -> None:
    assert loads("@app.on_event('startup')\ndef start():\n    return joblib.load('m.joblib')\n") == 0
    assert loads("def score(rows):\n    return joblib.load('m.joblib')\n") == 0


CORS = "from flask_cors import CORS\nfrom starlette.middleware.cors import CORSMiddleware\n\n"


@pytest.mark.parametrize(
    ("call", "count"),
    [
        ("app.add_middleware(CORSMiddleware, allow_origins=['*'], allow_credentials=True)", 1),
        ("Middleware(CORSMiddleware, allow_origins='*', allow_credentials=True)", 1),
        ("CORSMiddleware(app, allow_origins=('*',), allow_credentials=True)", 1),
        ("ALL = ['*']\nCORSMiddleware(app, allow_origins=ALL, allow_credentials=True)", 1),
        ("ALL = ['*']\nALL = ['a']\nCORSMiddleware(app, allow_origins=ALL, allow_credentials=True)", 0),
        ("CORSMiddleware(app, allow_origins=settings.origins, allow_credentials=True)", 0),
        ("CORSMiddleware(app, allow_origins=['*'], allow_credentials=False)", 0),
        ("CORSMiddleware(app, allow_credentials=True)", 0),
        ("CORSMiddleware(app, allow_credentials=True, **settings)", 0),
        ("CORS(app, supports_credentials=True)", 1),
        ("CORS(app, supports_credentials=True, resources={'/api': {}})", 0),
        ("Other(app, supports_credentials=True)", 0),
    ],
)
def test_origins_and_credentials(call: str, count: int) -> None:
    assert len(found("origins-unrestricted", {"app.py": f"{CORS}{call}\n"})) == count


PARSER = "import argparse\n\nparser = argparse.ArgumentParser()\nparser.add_argument('--model'{})\n"


@pytest.mark.parametrize(
    ("options", "text", "count"),
    [
        ("", "args.model", 1),
        (", type=str", "self.args.model", 1),
        ("", "f'models.{args.model}'", 1),
        ("", "'models.' + args.model", 1),
        (", type=int", "args.model", 0),
        (", choices=['a']", "args.model", 0),
        (", action='store_true'", "args.model", 0),
        ("", "self.model", 0),
        ("", "args.other", 0),
        ("", "model", 0),
    ],
)
def test_arguments_that_are_evaluated(options: str, text: str, count: int) -> None:
    files = {
        "fit.py": PARSER.format(options),
        "build.py": f"def build(self, args, model):\n    return eval({text})\n",
    }
    assert len(found("text-evaluated", files)) == count


GUARD = "# user: User = Depends(current_user),"
ROUTES = """from fastapi import APIRouter, Depends

router = APIRouter({router})


@router.get("/rows")
def rows(
    name: str,
    {parameter}
    {comment}
):
    {body}
"""


@pytest.mark.parametrize(
    ("changed", "count"),
    [
        ({}, 1),
        ({"comment": "# user = Security(scopes)"}, 1),
        ({"comment": "# db: Session = Depends(get_db)"}, 0),
        ({"comment": "# the user is not asked"}, 0),
        ({"parameter": "token=Depends(bearer_token),"}, 0),
        ({"parameter": "db=Depends(get_db),"}, 1),
        ({"body": "return current_user(name)"}, 0),
        ({"router": "dependencies=[Depends(current_user)]"}, 0),
        ({"router": "dependencies=[Depends(get_db)]"}, 1),
    ],
)
def test_authorisation_that_is_commented_out(changed: dict[str, str], count: int) -> None:
    parts = {"router": "", "parameter": "", "comment": GUARD, "body": "return name", **changed}
    assert len(found("authorisation-commented-out", {"app.py": ROUTES.format(**parts)})) == count


def test_only_handlers_need_it() -> None:
    source = ROUTES.format(router="", parameter="", comment=GUARD, body="return name")
    assert not found("authorisation-commented-out", {"app.py": source.replace("@router.get", "@other.got")})
