import io
import json
import signal
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from churn.export import Release
from churn.monitor import DriftMonitor
from churn.serve import Application, Handler, RequestError, Server, build_server, main
from churn.settings import Settings

CUSTOMER = {
    "tenure": 3,
    "monthly_charges": 90,
    "support_calls": 4,
    "contract": "month-to-month",
}

Call = Callable[..., tuple[str, dict[str, str], str]]


@pytest.fixture
def application(release: Release) -> Application:
    return Application(release, DriftMonitor(release.baselines, minimum=2))


@pytest.fixture
def call(application: Application) -> Call:
    checked: Any = validator(application)

    def request(
        method: str, path: str, body: bytes = b"", **variables: str
    ) -> tuple[str, dict[str, str], str]:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **variables,
        }
        setup_testing_defaults(environ)
        started: list[Any] = []
        with closing(checked(environ, lambda *arguments: started.extend(arguments))) as answer:
            text = b"".join(answer).decode()
        return started[0], dict(started[1]), text

    return request


@pytest.fixture
def keep_sigterm() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, handler)


def test_health_names_the_model(application: Application, call: Call) -> None:
    response = application.health()
    assert json.loads(response.body) == {"status": "ok", "model_version": "1.2.3"}
    assert call("GET", "/health")[0] == "200 OK"


def test_predict_answers_and_logs(
    application: Application, caplog: pytest.LogCaptureFixture
) -> None:
    response = application.predict(json.dumps(CUSTOMER).encode(), "abc")
    answer = json.loads(response.body)
    assert response.status is HTTPStatus.OK
    assert 0.5 < answer.pop("probability") < 1
    assert answer == {"outliers": [], "model_version": "1.2.3", "request_id": "abc"}
    assert "request_id=abc model_version=1.2.3" in caplog.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"tenure=3", 400),
        (b"\xff", 400),
        (b"[" * 10_000, 400),
        (b"[]", 422),
        (b"{}", 422),
        (json.dumps({**CUSTOMER, "tenure": "long"}).encode(), 422),
    ],
)
def test_predict_refuses(application: Application, body: bytes, status: int) -> None:
    with pytest.raises(RequestError) as caught:
        application.predict(body, "abc")
    assert caught.value.status == status


def test_metrics_counts_requests_outliers_and_drift(application: Application, call: Call) -> None:
    body = json.dumps({**CUSTOMER, "tenure": 900}).encode()
    for _ in range(2):
        call("POST", "/predict", body)
    call("GET", "/nowhere")
    text = application.metrics().body
    assert call("GET", "/metrics")[2] == text
    assert 'churn_requests_total{status="200"} 2' in text
    assert 'churn_requests_total{status="404"} 1' in text
    assert 'churn_outliers_total{feature="tenure"} 2' in text
    assert 'churn_feature_drift{feature="tenure"} ' in text


def test_application_keeps_a_sound_request_id(call: Call) -> None:
    body = json.dumps(CUSTOMER).encode()
    _, headers, text = call("POST", "/predict", body, HTTP_X_REQUEST_ID="order-66")
    assert headers["X-Request-ID"] == "order-66"
    assert json.loads(text)["request_id"] == "order-66"
    _, headers, _ = call("GET", "/health", HTTP_X_REQUEST_ID="two words")
    assert len(headers["X-Request-ID"]) == 32


@pytest.mark.parametrize(
    ("method", "path", "environ", "status"),
    [
        ("GET", "/nowhere", {}, "404 Not Found"),
        ("GET", "/predict", {}, "405 Method Not Allowed"),
        ("POST", "/predict", {"CONTENT_LENGTH": ""}, "411 Length Required"),
        ("POST", "/predict", {"CONTENT_LENGTH": "10001"}, "413 "),
        ("POST", "/predict", {}, "400 Bad Request"),
    ],
)
def test_application_refuses(
    call: Call, method: str, path: str, environ: dict[str, str], status: str
) -> None:
    answer, _, text = call(method, path, **environ)
    assert answer.startswith(status)
    assert json.loads(text)["error"]


def test_application_hides_and_logs_a_failure(
    application: Application,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        raise RuntimeError("the cause")

    monkeypatch.setattr(application, "health", fail)
    status, _, text = call("GET", "/health")
    assert status == "500 Internal Server Error"
    assert "the cause" not in text
    assert "the cause" in caplog.text


def test_build_server_answers_over_http(model_file: Path) -> None:
    with build_server(Settings(model_file, port=0)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}/predict"
            with urllib.request.urlopen(url, json.dumps(CUSTOMER).encode(), timeout=5) as answer:
                assert json.load(answer)["model_version"] == "1.2.3"
        finally:
            server.shutdown()
            thread.join()


def test_handler_leaves_logging_to_the_application(capfd: pytest.CaptureFixture[str]) -> None:
    Handler.__new__(Handler).log_message("%s", "GET /health")
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("keep_sigterm")
def test_main_serves_until_it_is_terminated(
    model_file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("CHURN_MODEL", str(model_file))
    monkeypatch.setenv("CHURN_PORT", "0")
    monkeypatch.setattr(Server, "serve_forever", lambda server: signal.raise_signal(signal.SIGTERM))
    assert main() == 0
    assert "serving on 127.0.0.1" in caplog.text
    assert "stopped" in caplog.text


def test_main_refuses_a_missing_model(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CHURN_MODEL", raising=False)
    assert main() == 2
    assert "CHURN_MODEL must name" in capsys.readouterr().err
