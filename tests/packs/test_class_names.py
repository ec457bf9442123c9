"""Names of classes that are written by hand where the training takes them from folders."""

from __future__ import annotations

import pytest

from roadworthy.testing import build_notebook
from tests.packs.test_trainings import found

TRAINED = """
from torchvision import datasets


def rows(step):
    data = datasets.ImageFolder("leaves")
    print(data.classes, len(data.classes))
    {more}
    return step(data)
"""
PREDICTED = """
import numpy as np

NAMES = ["healthy", "rust"]


def predict(net, row):
    best = np.argmax(net.predict(row), axis=1)
    return NAMES[int(best[0])]
"""
OTHERS = """

OTHERS = ["cat", "dog"]


def other(row):
    return OTHERS[row.argmax()]
"""


@pytest.mark.parametrize(
    ("more", "predicted", "count"),
    [
        ("", PREDICTED, 1),
        ("", PREDICTED.replace('["healthy", "rust"]', '{0: "healthy", 1: "rust"}'), 1),
        ("", PREDICTED.replace("NAMES[int(best[0])]", "NAMES[row.number]"), 0),
        ("", PREDICTED.replace('["healthy", "rust"]', "read('names.txt')"), 0),
        ("", PREDICTED + OTHERS, 0),
        ("step.names = data.classes", PREDICTED, 0),
        ("step(data.class_to_idx)", PREDICTED, 0),
        ("datasets.CIFAR10('other')", PREDICTED, 0),
    ],
)  # fmt: skip
def test_names_of_classes_in_folders(more: str, predicted: str, count: int) -> None:
    files = {"train.py": TRAINED.format(more=more), "predict.py": predicted}
    assert len(found("class-names-by-hand", files)) == count
    assert found("class-names-by-hand", {"predict.py": predicted}) == []


@pytest.mark.parametrize(
    ("last", "count"),
    [("print(data.class_indices)", 1), ("json.dump(data.class_indices, file)", 0)],
)
def test_notebooks_that_train_on_folders(last: str, count: int) -> None:
    lines = f"import json\ndata = images.flow_from_directory('leaves')\n{last}"
    notebook = build_notebook([{"source": lines, "count": 1}]).decode()
    files = {"train.ipynb": notebook, "predict.py": PREDICTED}
    assert len(found("class-names-by-hand", files)) == count
