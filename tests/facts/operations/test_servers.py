"""Servers that the code runs by itself: requests lead to what they are given, whoever starts the program."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import IMAGE, level

WATCH = """from scipy.stats import ks_2samp


def check(reference, current):
    return ks_2samp(reference, current)
"""
WSGI = """from wsgiref.simple_server import make_server

import watch


class Application:
    def __call__(self, environ, start_response):
        watch.check(environ["rows"], environ["rows"])
        return [b""]


def main():
    make_server("", 8000, Application()).serve_forever()
"""
HANDLER = """from http.server import BaseHTTPRequestHandler, HTTPServer

import watch


def handler(model):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            watch.check(self.rows, self.rows)

    return Handler


def main():
    HTTPServer(("", 8000), handler(None)).serve_forever()
"""
BATCH = """import watch


def main():
    watch.check([], [])
"""


@pytest.mark.parametrize("image", [{}, {"Dockerfile": IMAGE.replace('"uvicorn", "serve:app"', '"demo"')}])
@pytest.mark.parametrize(("code", "want"), [(WSGI, "1a"), (HANDLER, "1a"), (BATCH, "0")])
def test_an_image_that_runs_a_server_changes_no_answer(code: str, want: str, image: dict[str, str]) -> None:
    assert level({"serve.py": code, "watch.py": WATCH, **image}) == want
