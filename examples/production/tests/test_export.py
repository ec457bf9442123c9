import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from churn.export import InvalidModel, Release, load_model, save_model
from churn.model import predict_proba


def test_save_model_writes_json(release: Release, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    save_model(release, path)
    document = json.loads(path.read_text())
    assert document["format"] == "churn-model/1"
    assert document["version"] == "1.2.3"
    assert document["model"]["bias"] == release.model.bias


def test_load_model_gives_back_what_was_saved(release: Release, model_file: Path) -> None:
    assert load_model(model_file) == release


def test_load_model_predicts_as_before(
    release: Release, model_file: Path, rows: NDArray[np.float64]
) -> None:
    probabilities = predict_proba(load_model(model_file).model, rows)
    assert np.array_equal(probabilities, predict_proba(release.model, rows))
    assert ((probabilities >= 0) & (probabilities <= 1)).all()


@pytest.mark.parametrize(
    ("keys", "value", "message"),
    [
        (["format"], "churn-model/0", "another version"),
        (["features"], ["tenure"], "another version"),
        (["model", "weights"], [1.0], "expected 6 numbers, found 1"),
        (["model", "bias"], "nan", "nan is not finite"),
        (["model", "mean"], None, "NoneType"),
        (["baselines"], {}, "tenure"),
    ],
)
def test_load_model_refuses_a_broken_file(
    model_file: Path, keys: list[str], value: Any, message: str
) -> None:
    document = json.loads(model_file.read_text())
    place = document
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    model_file.write_text(json.dumps(document))
    with pytest.raises(InvalidModel, match=message):
        load_model(model_file)


def test_load_model_refuses_what_is_not_json(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text("weights")
    with pytest.raises(InvalidModel, match=r"model\.json"):
        load_model(path)
