"""Where the answers of a model go: a store, a line of the log, or only back to who asked."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

HEAD = (
    "import logging\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\nlogger = logging.getLogger(__name__)\n"
)
ROUTE = '\n\n@app.post("/predict")\ndef predict(row: dict, db=None):\n'


def told(body: str, more: str = "", **files: str) -> str:
    """Return how far predictions are logged by a handler, with more code before it, and other modules."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    code = {"serve.py": HEAD + more + ROUTE + lines, **{f"{name}.py": text for name, text in files.items()}}
    found = answers(code)["predictions-logged"]
    return {"yes": "1a", "partly": "half", "no": "0", "unknown": "?"}[found.state]


ROWS = """
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class {name}(Base):
    pass

"""


@pytest.mark.parametrize(
    ("body", "table", "want"),
    [
        ("label = MODEL.predict(row)\ndb.add(Visit(label=label))\ndb.commit()", "Visit", "1a"),
        (
            "label = MODEL.predict(row)\na = Visit()\na.label = label\ndb.add(a)\ndb.commit()",
            "Visit",
            "1a",
        ),
        (
            "label = MODEL.predict(row)\na = db.get(Visit, 1)\na.label = label\ndb.commit()",
            "Visit",
            "1a",
        ),
        # A row of what was asked is none of the answer, and one of what it cost says nothing.
        ("db.add(Visit(row=row))\ndb.commit()\nreturn MODEL.predict(row)", "Visit", "0"),
        ("db.delete(db.get(Visit, 1))\ndb.commit()\nreturn MODEL.predict(row)", "Visit", "0"),
        ("label = MODEL.predict(row)\ndb.add(Usage(size=label))\ndb.commit()", "Usage", "?"),
    ],
)
def test_a_row_that_is_made_of_an_answer_is_kept(body: str, table: str, want: str) -> None:
    assert told(body, ROWS.format(name=table)) == want


KEEP = """
from supabase import create_client

client = create_client("", "")


def guardar(pregunta, respuesta):
    client.table("mensajes").insert({"pregunta": pregunta, "respuesta": respuesta}).execute()


def pasar(pregunta, respuesta):
    guardar(pregunta, respuesta)


def mostrar(pregunta, respuesta):
    client.table("mensajes").select("*").execute()
"""


@pytest.mark.parametrize(
    ("name", "given", "want"),
    [
        ("guardar", "row, label", "1a"),
        ("pasar", "row, label", "1a"),
        ("mostrar", "row, label", "0"),
        ("guardar", "row, None", "0"),
    ],
)
def test_a_function_of_any_name_may_keep_what_it_is_given(name: str, given: str, want: str) -> None:
    body = f"label = MODEL.predict(row)\nkeep.{name}({given})\nreturn label"
    assert told(body, "import keep\n", keep=KEEP) == want


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("label = MODEL.predict(row)\nlogger.info('answer %s', label)", "half"),
        ("text = MODEL.transcribe(row).text\nlogger.info(f'{text} is told')", "half"),
        ("logger.debug('%s', MODEL.transcribe(row))", "0"),
        ("logger.info('language %s', row)\nscore = MODEL.transcribe(row)", "0"),
        ("result = READER.look(row)\nlogger.info('%s', result)", "?"),
        # How many answers there are says nothing of them, and neither does what Redis counts.
        (
            "labels = MODEL.predict(row)\ndone = sum(1 for label in labels if label)\n"
            "logger.info('%d', done)",
            "0",
        ),
        ("done = sum(label for label in MODEL.predict(row))\nlogger.info('%d', done)", "half"),
        ("MODEL.predict(row)\nlogger.info('%d', row.successful_predictions)", "0"),
        ("hits = redis_client.pipeline()\nlogger.info('%s', hits.execute())\nMODEL.predict(row)", "?"),
        ("text = self.pipeline(row)\nlogger.info('%s', text)", "half"),
        # What numbers are worked out of tells whether they are an answer.
        ("size = np.abs(np.dot(row, row)).max()\nlogger.info('%s', size)\nMODEL.predict(row)", "0"),
        ("size = np.abs(MODEL.predict(row)).max()\nlogger.info('%s', size)", "half"),
        ("size = np.abs(READER.look(row)).max()\nlogger.info('%s', size)\nMODEL.predict(row)", "?"),
    ],
)
def test_a_line_of_the_log_holds_an_answer_or_does_not(body: str, want: str) -> None:
    code = ROUTE.replace("def predict", "def translate")
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    found = answers({"serve.py": HEAD + code + lines})["predictions-logged"]
    assert {"partly": "half", "no": "0", "unknown": "?"}.get(found.state, "1a") == want


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("with open('a.jsonl', 'a') as rows:\n    rows.write(str(MODEL.predict(row)))", "1a"),
        ("with open('a.csv', 'a') as file:\n    csv.writer(file).writerow([MODEL.predict(row)])", "1a"),
        ("with open('in.bin', 'wb') as file:\n    file.write(row['body'])\nreturn MODEL.predict(row)", "0"),
        ("upload = row['file']\nupload.save('in.wav')\nreturn MODEL.predict('in.wav')", "0"),
    ],
)
def test_a_file_that_grows_keeps_answers(body: str, want: str) -> None:
    assert told(body, "import csv\n") == want


FILLS = """

def build(row):
    return Ticket(text=row)


def enrich(ticket):
    ticket.label = MODEL.{asks}(ticket.text)
"""


@pytest.mark.parametrize(
    ("asks", "first", "want"),
    [("predict", "enrich", "?"), ("look", "enrich", "0"), ("predict", "print", "0")],
)
def test_what_is_handed_to_a_model_may_be_filled_in(asks: str, first: str, want: str) -> None:
    body = f"ticket = build(row)\n{first}(ticket)\ndb.add(ticket)\ndb.commit()\nreturn MODEL.predict(row)"
    assert told(body, FILLS.format(asks=asks)) == want


FINDS = "\n\ndef find({name}):\n    logger.info('%s', {name})\n    return [{name}]\n"


@pytest.mark.parametrize(("name", "want"), [("question", "0"), ("embedding", "0"), ("result", "?")])
def test_what_others_are_found_by_is_no_answer(name: str, want: str) -> None:
    assert told("find(row)\nreturn MODEL.predict(row)", FINDS.format(name=name)) == want


HELPER = "\n\ndef answered(row):\n    return {}\n"


@pytest.mark.parametrize(("gives", "want"), [("MODEL.predict(row)", "1a"), ("row['name'].strip()", "0")])
def test_what_a_function_gives_is_an_answer_where_it_asks_the_model(gives: str, want: str) -> None:
    body = "found = answered(row)\ndb.insert_one({'found': found})\nreturn MODEL.predict(row)"
    assert told(body, HELPER.format(gives)) == want


EMBED = "\n\ndef embed_text(row):\n    return MODEL.model(row)\n"
TRAIN = "\n\ndef measure(row):\n    return accuracy_score(row, MODEL.predict(row))\n"
ASKS = "\n\ndef measure(row):\n    return MODEL.predict(row)\n"


@pytest.mark.parametrize(
    ("body", "more", "want"),
    [
        # A list, a vector, a cache, and a pipeline that is made.
        ("found = measure(row)\nrows = []\nrows.insert(0, found)\nreturn rows", ASKS, "0"),
        ("db.insert_one({'vector': embed_text(row)})\nreturn row", EMBED, "0"),
        ("db.insert_one({'text': MODEL.predict(embed_text(row))})\nreturn row", EMBED, "1a"),
        ("ANSWERS_CACHE.insert_one({'text': measure(row)})\nreturn row", ASKS, "0"),
        ("pipe = pipeline('summarization')\ndb.insert_one({'task': pipe.task})\nreturn row", ASKS, "?"),
        # What a training measures.
        ("db.insert_one({'score': measure(row)})\nreturn row", TRAIN, "0"),
        ("db.insert_one({'score': measure(row)})\nreturn row", ASKS, "1a"),
    ],
)
def test_what_is_no_answer_is_no_log_of_predictions(body: str, more: str, want: str) -> None:
    code = ROUTE.replace("def predict", "def answer_to")
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    found = answers({"serve.py": HEAD + more + code + lines})["predictions-logged"]
    assert {"partly": "half", "no": "0", "unknown": "?"}.get(found.state, "1a") == want


JOB = """
import queue
import threading

from pydantic import BaseModel

WAITING = queue.Queue()


class Job:
    pass


class Told(BaseModel):
    prediction: str


def work():
    while True:
        job = WAITING.get()
        job.prediction = job.reply = MODEL.predict(job.row)


threading.Thread(target=work).start()
"""


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("job = Job(row)\nWAITING.put(job)\njob.ready.wait()\ndb.add(Visit(label=job.prediction))", "1a"),
        ("job = Job(row)\nWAITING.put(job)\njob.ready.wait()\ndb.add(Visit(row=job.number))", "0"),
        # Another name may be of the answer or not.
        ("job = Job(row)\nWAITING.put(job)\ndb.add(Visit(label=job.reply))\ndb.commit()", "?"),
        # What the request brings was no answer here, and what no one else has was set here.
        ("job = Told(**row)\nWAITING.put(job)\ndb.add(Visit(label=job.prediction))", "0"),
        ("job = Told(prediction=row['a'])\nWAITING.put(job)\ndb.add(Visit(label=job.prediction))", "0"),
        ("job = Job(row)\ndb.add(Visit(label=job.prediction))", "0"),
    ],
)
def test_a_worker_sets_the_answer_on_a_job(body: str, want: str) -> None:
    assert told(body, JOB + ROWS.format(name="Visit")) == want


CACHE = """import json


async def append_messages(client, key, messages):
    await client.rpush(key, *[json.dumps(one) for one in messages])
    {more}
"""
CHAT = """answer = CLIENT.chat.completions.create(model="a", messages=[row])
sessions.append_messages(db, row["id"], [row, answer])
return answer"""


@pytest.mark.parametrize(("more", "want"), [("await client.expire(key, 3600)", "0"), ("pass", "?")])
def test_a_list_that_expires_is_a_cache(more: str, want: str) -> None:
    assert told(CHAT, "import sessions\n", sessions=CACHE.format(more=more)) == want


ROWS_OF = """
    logger.info("asked %s", {said})
    found = db.query(Visit).order_by(Visit.at).limit({said}).all()
    {vector}
    return found
"""


@pytest.mark.parametrize(
    ("given", "said", "vector", "want"),
    [
        ("titles", "titles", "wanted = make_embedding(titles)", "0"),
        ("titles", "titles", "wanted = tidy(titles)", "?"),
        ("scores", "scores", "wanted = make_embedding(scores)", "?"),
        # A number or a switch by default says how something is done.
        ("rows, scale=4", "scale", "pass", "0"),
        ("rows, *, wide=False", "wide", "pass", "0"),
        ("rows, scale=None", "scale", "pass", "?"),
        ("rows, score=0.5", "score", "pass", "?"),
    ],
)
def test_what_a_search_is_given_is_no_answer(given: str, said: str, vector: str, want: str) -> None:
    more = f"\n\ndef predict_nearest({given}, db=None):" + ROWS_OF.format(said=said, vector=vector)
    assert told("predict_nearest(row, db=db)\nreturn MODEL.predict(row)", more) == want


@pytest.mark.parametrize(("asked", "want"), [("self.collection.query", "?"), ("self.session.query", "0")])
def test_what_a_collection_of_vectors_gives_may_be_an_answer(asked: str, want: str) -> None:
    body = f"    near = {asked}(limit)\n    logger.info('near %s', near['ids'])\n    return near"
    more = f"\n\ndef predict_nearest(rows, limit=3):\n{body}\n"
    assert told("predict_nearest(row)\nreturn MODEL.predict(row)", more) == want


ACCOUNTS = """

@app.post("/rooms")
def make_room(room: dict):
    rooms.save(room)


"""
ASKS = 'return CLIENT.chat.completions.create(model="a", messages=[row])'


@pytest.mark.parametrize(
    ("body", "more", "want"),
    [
        # Another route is given no answer of the model.
        (ASKS, ACCOUNTS, "0"),
        (f"rooms.save(row)\n{ASKS}", "", "?"),
        # Where nothing is known to ask it, each may.
        ("return answer(row)", ACCOUNTS.replace("make_room", "predict_room"), "?"),
    ],
)
def test_what_no_answer_leads_to_stores_none(body: str, more: str, want: str) -> None:
    assert told(body, f"from app import rooms, answer\n{more}") == want
