"""What Django loads by name, and what its serializers and tables show of requests to a model."""

from __future__ import annotations

import pytest

from tests.facts.operations.support import answers

WSGI = """import os

from django.core.wsgi import get_wsgi_application

{}
application = get_wsgi_application()
"""
LOADS = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_.settings')"
VIEWS = """from rest_framework.views import APIView
{imports}

class Ask(APIView):
    def post(self, request):
{body}
        return MODEL.predict(rows)
"""
VIEW = VIEWS.format(imports="", body="        rows = request.data['rows']")
SENTRY = "import sentry_sdk\n\nsentry_sdk.init(dsn=DSN)\n"
TABLE = "from django.db import models\n\n\nclass Answer(models.Model):\n    text = models.TextField()\n"


@pytest.mark.parametrize(
    ("wsgi", "settings", "practice", "want"),
    [
        (LOADS, SENTRY, "errors-reported", "yes"),
        ("", SENTRY, "errors-reported", "no"),
        (LOADS.replace("site_.settings", "site_.others"), SENTRY, "errors-reported", "no"),
        (
            LOADS,
            "MIDDLEWARE = ['django_prometheus.middleware.PrometheusBeforeMiddleware']\n",
            "requests-counted",
            "yes",
        ),
        # Installed as an application alone, it counts no request.
        (LOADS, "INSTALLED_APPS = ['django_prometheus']\n", "requests-counted", "no"),
        (
            "",
            "MIDDLEWARE = ['django_prometheus.middleware.PrometheusBeforeMiddleware']\n",
            "requests-counted",
            "no",
        ),
        (LOADS, "INSTALLED_APPS = ['raven.contrib.django.raven_compat']\n", "errors-reported", "yes"),
        (LOADS, "OTHERS = ['raven.contrib.django.raven_compat']\n", "errors-reported", "no"),
    ],
)
def test_the_settings_that_django_is_given_are_loaded(
    wsgi: str, settings: str, practice: str, want: str
) -> None:
    files = {"site_/wsgi.py": WSGI.format(wsgi), "site_/settings.py": settings, "site_/views.py": VIEW}
    assert answers(files)[practice].state == want


@pytest.mark.parametrize(
    ("body", "want"),
    [
        ("        rows = MODEL\n        Answer.objects.create(text=MODEL.predict(request.data))", "yes"),
        # The row holds what was asked alone.
        ("        rows = MODEL\n        Answer.objects.create(text=request.data)", "no"),
        ("        rows = Answer.objects.get(text=request.data)", "no"),
    ],
)
def test_a_row_that_a_handler_makes_is_a_log_of_predictions(body: str, want: str) -> None:
    views = VIEWS.format(imports="from models import Answer\n", body=body)
    assert answers({"views.py": views, "models.py": TABLE})["predictions-logged"].state == want


def test_a_row_beside_the_call_of_what_asks_the_model_is_one_too() -> None:
    views = VIEWS.format(
        imports="from models import Answer\nfrom spam import is_spam\n",
        body="        spam = is_spam(request.data)\n        Answer.objects.create(text=spam)",
    )
    spam = "def is_spam(text):\n    return MODEL.predict(text) > 0.5\n"
    files = {"views.py": views.replace("MODEL.predict(rows)", "spam"), "models.py": TABLE, "spam.py": spam}
    assert answers(files)["predictions-logged"].state == "yes"
    other = files["views.py"].replace("is_spam(request.data)", "request.data")
    assert answers({**files, "views.py": other})["predictions-logged"].state != "yes"


SERIALIZER = """from rest_framework import serializers


class Rows(serializers.Serializer):
    def create(self, validated_data):
        return {made}
"""


@pytest.mark.parametrize(
    ("body", "made", "want"),
    [
        (
            "        rows = Rows(data=request.data)\n        rows.is_valid(raise_exception=True)",
            "validated_data",
            "yes",
        ),
        ("        rows = Rows.objects.all()", "validated_data", "unknown"),
        ("        rows = Rows(request).save()", "MODEL.predict(validated_data)", "yes"),
        # What is checked was made by the service itself.
        ("        rows = keep(self.rows)", "validated_data", "unknown"),
    ],
)
def test_a_serializer_checks_what_it_is_given(body: str, made: str, want: str) -> None:
    imports = (
        "from serial import Rows\n\n\ndef keep(rows):\n    kept = Rows(data={'rows': rows})\n"
        "    kept.is_valid()\n    return kept\n"
    )
    files = {"views.py": VIEWS.format(imports=imports, body=body), "serial.py": SERIALIZER.format(made=made)}
    assert answers(files)["input-validated"].state == want


NAMED = """import logging

logger = logging.getLogger(__name__)


def on_error(error, context):
    logger.exception("failed")


class Follow:
    def __init__(self, get_response):
        self.get_response = get_response

    def {method}(self, request):
        logger.exception("failed")


class Start:
    def ready(self):
        logger.exception("failed")
"""


@pytest.mark.parametrize(
    ("settings", "method", "want"),
    [
        ("REST_FRAMEWORK = {'EXCEPTION_HANDLER': 'site_.named.on_error'}\n", "__call__", "partly"),
        ("MIDDLEWARE = ['site_.named.Follow']\n", "__call__", "partly"),
        ("MIDDLEWARE = ['site_.named.Follow']\n", "process_exception", "partly"),
        ("MIDDLEWARE = ['site_.named.Follow']\n", "_unused", "no"),
        ("INSTALLED_APPS = ['site_.named.Start']\n", "__call__", "no"),
        ("REST_FRAMEWORK = {'EXCEPTION_HANDLER': 'site_.others.on_error'}\n", "__call__", "no"),
    ],
)
def test_what_settings_name_sees_requests(settings: str, method: str, want: str) -> None:
    files = {"site_/wsgi.py": WSGI.format(LOADS), "site_/settings.py": settings, "site_/views.py": VIEW}
    files["site_/named.py"] = NAMED.replace("{method}", method)
    assert answers(files)["errors-reported"].state == want
