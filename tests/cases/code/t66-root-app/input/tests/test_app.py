from fastapi.testclient import TestClient

from app import app


def test_fit():
    assert TestClient(app).get("/fit").json() == "[1]"
