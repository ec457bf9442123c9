"""The settings of the service, from its environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Settings:
    """How the service runs."""

    model: Path
    host: str = "127.0.0.1"
    port: int = 8000
    log_level: str = "INFO"
    drift_window: int = 500
    drift_threshold: float = 0.25

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the variables `CHURN_...`; only `CHURN_MODEL` must be there.

        Raises ValueError for one that is missing or malformed.
        """
        if not environment.get("CHURN_MODEL"):
            raise ValueError("CHURN_MODEL must name the model's file")
        return cls(
            model=Path(environment["CHURN_MODEL"]),
            host=environment.get("CHURN_HOST", cls.host),
            port=int(environment.get("CHURN_PORT", cls.port)),
            log_level=environment.get("CHURN_LOG_LEVEL", cls.log_level),
            drift_window=int(environment.get("CHURN_DRIFT_WINDOW", cls.drift_window)),
            drift_threshold=float(environment.get("CHURN_DRIFT_THRESHOLD", cls.drift_threshold)),
        )
