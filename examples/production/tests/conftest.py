from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from churn.data import load_customers, load_labels
from churn.export import Release, save_model
from churn.features import preprocess
from churn.model import train
from churn.monitor import fit_baselines

SAMPLE = Path(__file__).parent.parent / "data" / "sample.csv"


@pytest.fixture
def sample() -> Path:
    return SAMPLE


@pytest.fixture(scope="session")
def rows() -> NDArray[np.float64]:
    return preprocess(load_customers(SAMPLE))


@pytest.fixture(scope="session")
def labels() -> NDArray[np.float64]:
    return load_labels(SAMPLE)


@pytest.fixture(scope="session")
def release(rows: NDArray[np.float64], labels: NDArray[np.float64]) -> Release:
    return Release(
        version="1.2.3",
        model=train(rows, labels, np.random.default_rng(7)),
        baselines=fit_baselines(rows),
        training={"data_sha256": "0" * 64, "rows": len(rows), "seed": 7},
    )


@pytest.fixture
def model_file(release: Release, tmp_path: Path) -> Path:
    path = tmp_path / "model.json"
    save_model(release, path)
    return path
