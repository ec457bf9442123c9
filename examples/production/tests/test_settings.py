from pathlib import Path

import pytest

from churn.settings import Settings


def test_from_environment_has_defaults() -> None:
    settings = Settings.from_environment({"CHURN_MODEL": "model.json"})
    assert settings == Settings(Path("model.json"), "127.0.0.1", 8000, "INFO", 500, 0.25)


def test_from_environment_reads_every_variable() -> None:
    environment = {
        "CHURN_MODEL": "other.json",
        "CHURN_HOST": "localhost",
        "CHURN_PORT": "9000",
        "CHURN_LOG_LEVEL": "DEBUG",
        "CHURN_DRIFT_WINDOW": "50",
        "CHURN_DRIFT_THRESHOLD": "0.1",
    }
    settings = Settings.from_environment(environment)
    assert settings == Settings(Path("other.json"), "localhost", 9000, "DEBUG", 50, 0.1)


def test_from_environment_needs_the_model() -> None:
    with pytest.raises(ValueError, match="CHURN_MODEL must name"):
        Settings.from_environment({"CHURN_MODEL": ""})


def test_from_environment_refuses_a_port_that_is_no_number() -> None:
    with pytest.raises(ValueError, match="'http'"):
        Settings.from_environment({"CHURN_MODEL": "model.json", "CHURN_PORT": "http"})
