"""Servers that hand each connection to a function of their own."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

SERVER = """import asyncio
{imports}
from handler import talk


async def main():
    async with {serve}(talk, "localhost", 8765):
        await asyncio.Future()


asyncio.run(main())
"""
HANDLER = """import logging

logger = logging.getLogger(__name__)


async def talk(connection):
    async for message in connection:
        try:
            await connection.send(MODEL.predict([message]))
        except ValueError:
            logger.exception("no answer")
"""


@pytest.mark.parametrize(
    ("imports", "serve", "want"),
    [
        ("import websockets", "websockets.serve", "partly"),
        ("from websockets import serve", "serve", "partly"),
        ("import websockets as sockets", "sockets.serve", "partly"),
        ("from websockets.asyncio import server", "server.serve", "partly"),
        # Another `serve` may do anything with it.
        ("import websockets\nimport tables", "tables.serve", "no"),
        ("import websockets\nfrom tables import serve", "serve", "no"),
    ],
)
def test_a_server_of_websockets_hands_connections_on(imports: str, serve: str, want: str) -> None:
    files = {"server.py": SERVER.format(imports=imports, serve=serve), "handler.py": HANDLER}
    assert answers(files)["errors-reported"].state == want


NEAREST = """from fastapi import FastAPI, UploadFile

from held import face_recognition

app = FastAPI()


@app.post("/who")
def who(file: UploadFile):
    face = face_recognition.face_encodings(file.file)[0]
    return {}
"""


@pytest.mark.parametrize(
    ("given", "want"),
    [("face_recognition.face_distance(KNOWN, face).argmin()", "no"), ("NAMES[0]", "unknown")],
)
def test_the_distance_of_faces_answers(given: str, want: str) -> None:
    """Where the module of a handler imports the library, its name alone tells that it answers."""
    files = {"serve.py": NEAREST.format(given), "held.py": "import face_recognition\n"}
    assert answers(files)["predictions-logged"].state == want
