"""Faults behind a second name, a page, an index or a tuple, each beside a near case that is right."""

from __future__ import annotations

import pytest

from tests.packs.test_trainings import count

FOLDS = """from networks import Unet
from sklearn.model_selection import KFold
from tensorflow import keras


def validate(rows, target, kfold):
    network = {made}
    for train, held in kfold.split(rows):
        model = {given}
        model.compile({options})
        model.{fit}(rows[train], target[train])
"""
BOTH = "optimizer='adam', loss='mse'"


@pytest.mark.parametrize(
    ("made", "given", "options", "fit", "reported"),
    [
        ("Unet(1)", "network", BOTH, "fit", 1),
        ("Unet(1)", "network", BOTH, "fit_generator", 1),
        ("Unet(1)", "keras.models.clone_model(network)", BOTH, "fit", 0),
        ("Unet(1)", "Unet(1)", BOTH, "fit", 0),
        ("Unet", "network()", BOTH, "fit", 0),
        ("Unet(1)", "network", "'vulkan'", "fit", 0),  # what this is, its constructor does not tell
    ],
)
def test_a_second_name_is_no_second_network(
    made: str, given: str, options: str, fit: str, reported: int
) -> None:
    text = FOLDS.format(made=made, given=given, options=options, fit=fit)
    assert count("network-kept-over-folds", {"train.py": text}) == reported


VOTING = """from sklearn.preprocessing import StandardScaler


class Voting:
    def __init__(self, model):
        self.model, self.scaler = model, StandardScaler()

    def fit(self, rows, target):
        self.model.fit(self.{fitted}.fit_transform(rows), target)

    def predict(self, rows, again=False):
        {body}
        return self.model.predict(rows)
"""


@pytest.mark.parametrize(
    ("fitted", "body", "reported"),
    [
        ("scaler", "rows = self.scaler.fit_transform(rows)", 1),
        ("scaler", "rows = self.scaler.transform(rows)", 0),
        ("other", "rows = self.scaler.fit_transform(rows)", 0),  # what only looks at the rows is not fitted
        ("scaler", "if again:\n            rows = self.scaler.fit_transform(rows)", 0),
        ("scaler", "self.codes = self.scaler.fit_transform(self.known)", 0),
    ],
)
def test_a_scaler_that_predict_fits_again(fitted: str, body: str, reported: int) -> None:
    files = {"voting.py": VOTING.format(fitted=fitted, body=body)}
    assert count("test-rows-by-own-statistics", files) == reported


MASKED = """def counted(points, mask=None):
    if mask is {test}:
        found = {first}
    else:
        {target} = {second}
    return found
"""


@pytest.mark.parametrize(
    ("test", "first", "target", "second", "reported"),
    [
        ("not None", "points.sum()", "found", "points[mask].sum()", 1),
        ("None", "points[mask].sum()", "found", "points.sum()", 1),
        ("not None", "points[mask].sum()", "found", "points.sum()", 0),
        ("None", "points[mask].sum()", "found", "points[mask + 1].sum()", 0),
        ("not None", "points.sum()", "found, other", "points[mask]", 0),
    ],
)
def test_an_index_that_is_none(test: str, first: str, target: str, second: str, reported: int) -> None:
    text = MASKED.format(test=test, first=first, target=target, second=second)
    assert count("value-used-where-missing", {"rows.py": text}) == reported


@pytest.mark.parametrize(
    ("head", "line", "reported"),
    [
        ("", "return isinstance(value, (int, np.int))", 1),
        ("", "return isinstance(value, (int, np.integer))", 0),
        ("", "whole: np.int = value", 0),
        ("from __future__ import annotations\n", "def inner(rows: np.int) -> np.float: ...", 0),
        ("", "def inner(rows: np.int) -> None: ...", 1),
    ],
)
def test_a_removed_name_among_classes(head: str, line: str, reported: int) -> None:
    text = f"{head}import numpy as np\n\n\ndef check(value):\n    {line}\n"
    files = {"rows.py": text, "requirements.txt": "numpy>=1.16\n"}
    assert count("dependency-name-removed", files) == reported


PAGE = """import joblib
import streamlit as st


{decorator}
def load():
    return joblib.load("model.joblib")


def main():
    {body}
    st.write(st.number_input("Age", 0, 120))


{start}
"""


@pytest.mark.parametrize(
    ("decorator", "body", "start", "reported"),
    [
        ("", "model = load()", "main()", 1),
        ("", "model = load()", "if __name__ == '__main__':\n    main()", 1),
        ("@st.cache_resource", "model = load()", "main()", 0),
        ("", "if st.button('Predict'):\n        model = load()", "main()", 0),
        ("", "st.session_state.model = load()", "main()", 1),  # no condition asks whether it is there
        ("", "model = load()", "", 0),  # nothing here tells when it is called
        ("", "cached = st.cache_resource(load)\n    model = cached()", "main()", 0),
    ],
)
def test_a_page_that_loads_its_model_at_each_click(
    decorator: str, body: str, start: str, reported: int
) -> None:
    text = PAGE.format(decorator=decorator, body=body, start=start)
    assert count("model-loaded-per-request", {"page.py": text}) == reported


@pytest.mark.parametrize(
    ("opened", "made", "reported"),
    [
        ("Image.open(path)", "transforms.ToTensor()(image)", 1),
        ("Image.open(path)", "transforms.Compose([transforms.ToTensor()])(image)", 1),
        ("Image.open(path).convert('RGB')", "transforms.ToTensor()(image)", 0),
        ("Image.open('logo.png')", "transforms.ToTensor()(image)", 0),
    ],
)
def test_a_transform_that_is_made_where_it_is_used(opened: str, made: str, reported: int) -> None:
    text = f"""\
import torch
from PIL import Image
from torchvision import transforms


def predict(model, path):
    image = {opened}
    return model({made}[None])
"""
    assert count("image-not-converted", {"predict.py": text}) == reported


@pytest.mark.parametrize(
    ("seed", "draw", "move", "reported"),
    [
        ("", "np.random.choice(names, 9, replace=False)", "move(source + name, EVAL)", 1),
        ("", "np.random.choice(names, 9, replace=False)", "move(source + name, 'data/test/')", 1),
        ("", "np.random.choice(names, 9, replace=False)", "copy(source + name, EVAL)", 0),  # nothing leaves
        ("", "np.random.choice(names, 9, replace=False)", "move(source + name, 'broken/')", 0),
        ("", "np.random.choice(names, 9)", "move(source + name, EVAL)", 0),
        ("np.random.seed(7)", "np.random.choice(names, 9, replace=False)", "move(source + name, EVAL)", 0),
        ("", "np.random.default_rng(7).choice(names, 9, replace=False)", "move(source + name, EVAL)", 0),
    ],
)
def test_files_that_are_drawn_and_moved(seed: str, draw: str, move: str, reported: int) -> None:
    text = f"""\
import os
import shutil

import numpy as np

{seed}
EVAL = "../data/EVAL/mask/"
source = "../data/"
names = os.listdir(source)
chosen = {draw}
for name in chosen:
    shutil.{move}
"""
    assert count("split-unseeded", {"split.py": text}) == reported


@pytest.mark.parametrize(
    ("masks", "listed", "paired", "reported"),
    [
        ("masks", "list(masks_at.glob('*.png'))", "zip(images, masks)", 1),
        ("masks", "sorted(masks_at.glob('*.png'))", "zip(images, masks)", 0),
        ("others", "list(masks_at.glob('*.png'))", "zip(images, others)", 0),  # no image has its own
        ("masks", "list(path.glob('*.jpg'))", "zip(images, masks)", 0),
        ("masks", "[path.with_suffix('.png') for path in images]", "zip(images, masks)", 0),
        ("masks", "list(masks_at.glob('*.png'))", "zip(images, matched(images, masks))", 0),
    ],
)
def test_images_and_masks_by_position(masks: str, listed: str, paired: str, reported: int) -> None:
    text = f"""\
def pairs(path, masks_at, matched):
    images = list(path.glob("*.jpg"))
    {masks} = {listed}
    return list({paired})
"""
    assert count("listing-unsorted", {"rows.py": text}) == reported
