"""Thresholds that are the best of a list of scores of the test set, each beside a near case."""

from __future__ import annotations

from textwrap import indent

import pytest

from tests.packs.test_trainings import found

SCORED = """
import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split


def train(model, rows, known):
    x_train, x_test, y_train, y_test = train_test_split(rows, known, random_state=7)
    x_train, x_val, y_train, y_val = train_test_split(x_train, y_train, random_state=7)
    scores = model.fit(x_train, y_train).predict_proba(x_test)[:, 1]
    held = model.predict_proba(x_val)[:, 1]
    cuts = np.linspace(0, 1, 50)
{body}
    print(f1_score(y_test, scores > threshold))
"""
LISTED = "tried = [f1_score({known}, {scores} > cut) for cut in cuts]\nthreshold = cuts[{best}]"
GROWN = """tried = []
for cut in cuts:
    tried.append(f1_score({known}, {scores} > cut))
threshold = cuts[{best}]"""


@pytest.mark.parametrize("body", [LISTED, GROWN])
@pytest.mark.parametrize(
    ("known", "scores", "best", "count"),
    [
        ("y_test", "scores", "np.argmax(tried)", 1),
        ("y_test", "scores", "int(np.argmax(tried))", 1),
        ("y_val", "held", "np.argmax(tried)", 0),
        ("y_test", "scores", "25", 0),
        ("y_test", "scores", "np.argmax(cuts)", 0),
    ],
)
def test_thresholds_of_lists_of_scores(body: str, known: str, scores: str, best: str, count: int) -> None:
    text = SCORED.format(body=indent(body.format(known=known, scores=scores, best=best), " " * 4))
    assert [message for message in found("test-set-used", {"train.py": text}) if "chosen" in message] == (
        ["`threshold` is chosen by `y_test`, on the test set"] * count
    )
