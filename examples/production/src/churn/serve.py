"""Serve predictions over HTTP: a WSGI application, and the server that runs it."""

import json
import logging
import os
import re
import signal
import sys
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from socketserver import ThreadingMixIn
from types import FrameType
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from churn.data import InvalidRecord, parse_customer
from churn.export import Release, load_model
from churn.features import preprocess
from churn.metrics import Metrics
from churn.model import predict_proba
from churn.monitor import DriftMonitor, find_outliers
from churn.settings import Settings

MAX_BODY = 10_000
REQUEST_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
ROUTES = {"/health": "GET", "/metrics": "GET", "/predict": "POST"}

logger = logging.getLogger(__name__)


class RequestError(Exception):
    """A request that is refused, with the status that says how."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        """Refuse with a status and a message."""
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back to the client."""

    status: HTTPStatus
    body: str
    content_type: str = "application/json"


class Application:
    """The WSGI application: `/predict`, `/health` and `/metrics`."""

    def __init__(self, release: Release, monitor: DriftMonitor) -> None:
        """Serve one release, and watch its requests."""
        self._release = release
        self._monitor = monitor
        self._metrics = Metrics()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; every answer bears its request id and is counted."""
        request_id = _request_id(environ)
        try:
            response = self._route(environ, request_id)
        except RequestError as error:
            logger.info("refused request_id=%s: %s", request_id, error)
            response = Response(error.status, json.dumps({"error": str(error)}))
        except Exception:
            logger.exception("failed request_id=%s", request_id)
            body = json.dumps({"error": "internal error"})
            response = Response(HTTPStatus.INTERNAL_SERVER_ERROR, body)
        self._metrics.increment("churn_requests_total", status=str(response.status.value))
        body_bytes = response.body.encode()
        start_response(
            f"{response.status.value} {response.status.phrase}",
            [
                ("Content-Type", response.content_type),
                ("Content-Length", str(len(body_bytes))),
                ("X-Request-ID", request_id),
            ],
        )
        return [body_bytes]

    def health(self) -> Response:
        """Say that the service is up, and with which model."""
        return _json({"status": "ok", "model_version": self._release.version})

    def metrics(self) -> Response:
        """Return the counters, and the drift of each feature."""
        text = self._metrics.render(self._monitor.scores())
        return Response(HTTPStatus.OK, text, "text/plain; version=0.0.4")

    def predict(self, body: bytes, request_id: str) -> Response:
        """Validate a customer, predict, and look for outliers and drift."""
        try:
            record = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise RequestError(HTTPStatus.BAD_REQUEST, "the body is not JSON") from error
        if not isinstance(record, dict):
            raise RequestError(HTTPStatus.UNPROCESSABLE_ENTITY, "a customer is a JSON object")
        try:
            rows = preprocess([parse_customer(record)])
        except InvalidRecord as error:
            raise RequestError(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
        probability = float(predict_proba(self._release.model, rows)[0])
        outliers = find_outliers(self._release.baselines, rows[0])
        self._monitor.observe(rows[0])
        for name in outliers:
            self._metrics.increment("churn_outliers_total", feature=name)
        logger.info(
            "predicted request_id=%s model_version=%s probability=%.4f outliers=%s",
            request_id,
            self._release.version,
            probability,
            ",".join(outliers) or "none",
        )
        return _json(
            {
                "probability": probability,
                "outliers": outliers,
                "model_version": self._release.version,
                "request_id": request_id,
            }
        )

    def _route(self, environ: WSGIEnvironment, request_id: str) -> Response:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        if path not in ROUTES:
            raise RequestError(HTTPStatus.NOT_FOUND, "no such path")
        if method != ROUTES[path]:
            raise RequestError(HTTPStatus.METHOD_NOT_ALLOWED, f"use {ROUTES[path]}")
        if path == "/health":
            return self.health()
        if path == "/metrics":
            return self.metrics()
        return self.predict(_body(environ), request_id)


class Server(ThreadingMixIn, WSGIServer):
    """One thread for each request; closing waits for those under way."""


class Handler(WSGIRequestHandler):
    """Gives up on slow clients, and leaves logging to the application."""

    timeout = 10

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: the application has logged the request with its id."""


def build_server(settings: Settings) -> WSGIServer:
    """Load the model and bind the server; the caller runs and closes it."""
    release = load_model(settings.model)
    monitor = DriftMonitor(
        release.baselines, window=settings.drift_window, threshold=settings.drift_threshold
    )
    return make_server(
        settings.host,
        settings.port,
        Application(release, monitor),
        server_class=Server,
        handler_class=Handler,
    )


def main() -> int:
    """Serve until the process is told to stop."""
    try:
        settings = Settings.from_environment(os.environ)
        logging.basicConfig(
            level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
        )
        server = build_server(settings)
    except (OSError, ValueError) as error:
        print(f"churn-serve: {error}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _stop)
    with server:
        logger.info("serving on %s:%d", settings.host, server.server_port)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            logger.info("stopped")
    return 0


def _stop(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _json(value: dict[str, object]) -> Response:
    return Response(HTTPStatus.OK, json.dumps(value))


def _request_id(environ: WSGIEnvironment) -> str:
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _body(environ: WSGIEnvironment) -> bytes:
    try:
        length = int(environ.get("CONTENT_LENGTH") or "")
    except ValueError as error:
        raise RequestError(HTTPStatus.LENGTH_REQUIRED, "Content-Length is required") from error
    if not 0 <= length <= MAX_BODY:
        raise RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"more than {MAX_BODY} bytes")
    body: bytes = environ["wsgi.input"].read(length)
    return body
