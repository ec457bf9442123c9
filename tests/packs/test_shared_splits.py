"""Faults around splits, searches and losses, each beside a near case that must stay as it is."""

from __future__ import annotations

from textwrap import indent

import pytest

from roadworthy.testing import inspect_files
from roadworthy.testing.pages import installed_rules


def count(rule: str, text: str) -> int:
    """Return how often a rule reports a module."""
    rules = [item for item in installed_rules() if item.name == rule]
    return len(inspect_files({"train.py": text.encode()}, rules).findings)


SPLIT = """from torch.utils.data import random_split
from torchvision.datasets import ImageFolder


def load(path, augmented, plain):
{body}
    return train, val
"""


@pytest.mark.parametrize(
    ("body", "reported"),
    [
        # The data set is made with one transform, and a part sets another.
        ("rows = ImageFolder(path, transform=augmented)\ntrain, val = random_split(rows, [9, 1])\n"
         "val.dataset.transform = plain", 1),
        ("train, val = random_split(ImageFolder(path, transform=plain), [9, 1])\n"
         "train.dataset.transform = augmented", 1),
        # Both parts set what they share, and the last one wins.
        ("train, val = random_split(ImageFolder(path), [9, 1])\ntrain.dataset.transform = augmented\n"
         "val.dataset.transform = plain", 1),
        # The same for all, and a data set without one.
        ("train, val = random_split(ImageFolder(path), [9, 1])\ntrain.dataset.transform = plain\n"
         "val.dataset.transform = plain", 0),
        ("train, val = random_split(ImageFolder(path, transform=plain), [9, 1])\n"
         "val.dataset.transform = plain", 0),
        ("train, val = random_split(ImageFolder(path, transform=None), [9, 1])\n"
         "val.dataset.transform = plain", 0),
        # What is no part of a split.
        ("train, val = ImageFolder(path, transform=plain), ImageFolder(path)\nrandom_split(train, [9, 1])\n"
         "val.dataset.transform = plain", 0),
    ],
)  # fmt: skip
def test_what_parts_of_a_split_share(body: str, reported: int) -> None:
    assert count("subset-transform-shared", SPLIT.format(body=indent(body, "    "))) == reported


SEARCH = "import optuna\n{before}\nstudy = optuna.create_study({given})\nstudy.optimize(objective)\n"


@pytest.mark.parametrize(
    ("before", "given", "reported"),
    [
        ("", "", 1),
        ("", "sampler=None", 1),
        ("", "sampler=optuna.samplers.TPESampler(multivariate=True)", 1),
        ("sampler = optuna.samplers.TPESampler()", "sampler=sampler", 1),
        ("sampler = optuna.samplers.TPESampler(seed=7)", "sampler=sampler", 0),
        ("", "sampler=optuna.samplers.RandomSampler(7)", 0),
        ("", "sampler=optuna.samplers.GridSampler({'a': [1, 2]})", 0),
        ("", "sampler=make_sampler()", 0),
        ("", "**settings", 0),
        ("", ")\nstudy.sampler = optuna.samplers.TPESampler(seed=7", 0),
    ],
)
def test_what_a_search_draws_by(before: str, given: str, reported: int) -> None:
    assert count("search-unseeded", SEARCH.format(before=before, given=given)) == reported


LABELS = "import os\n\n\ndef load(path):\n    labels, table = [], {{}}\n{body}\n    return labels, table\n"


@pytest.mark.parametrize(
    ("body", "reported"),
    [
        ("for number, name in enumerate(os.listdir(path)):\n    labels.append(number)", 1),
        ("for number, name in enumerate(os.listdir(path)):\n    table[name] = number", 1),
        ("names = [name for name in os.listdir(path)]\ntable = {n: i for i, n in enumerate(names)}", 1),
        ("names = os.listdir(path)\nlabels.append(names.index('cat'))", 1),
        ("names = os.listdir(path)\nnames.sort()\nlabels.append(names.index('cat'))", 0),
        ("names = os.listdir(path)\nnames = ['cat', 'dog']\nlabels.append(names.index('cat'))", 0),
        ("for number, name in enumerate(os.listdir(path)):\n    table[number] = name", 0),
        ("for number, name in enumerate(os.listdir(path)):\n    labels.append(name)", 0),
    ],
)
def test_what_numbers_the_classes(body: str, reported: int) -> None:
    assert count("labels-in-listing-order", LABELS.format(body=indent(body, "    "))) == reported


LAYERS = "import torch\nfrom torch import nn\n{more}\nlayer = {layer}\n"


@pytest.mark.parametrize(
    ("more", "layer", "reported"),
    [
        ("", "nn.LSTM(8, 64, dropout=0.3)", 1),
        ("", "torch.nn.GRU(8, 64, num_layers=1, dropout=rate)", 1),
        ("from torch.nn import LSTM", "LSTM(8, 64, dropout=0.3)", 1),
        ("from keras.layers import LSTM", "LSTM(64, dropout=0.3)", 0),
        ("", "nn.LSTM(8, 64, 2, dropout=0.3)", 0),
        ("", "nn.LSTM(8, 64, num_layers=depth, dropout=0.3)", 0),
        ("", "nn.LSTM(8, 64, dropout=0.0)", 0),
        ("", "nn.LSTM(8, 64, dropout=0.3, **options)", 0),
    ],
)
def test_what_a_recurrent_layer_drops(more: str, layer: str, reported: int) -> None:
    assert count("recurrent-dropout-idle", LAYERS.format(more=more, layer=layer)) == reported


LOSS = """import torch
from torch.nn import CrossEntropyLoss{others}


def evaluate(model, rows, target, {name}, probabilities=False):
    predicted = model(rows)
{body}
    return {name}(predicted, target)
"""


@pytest.mark.parametrize(
    ("name", "body", "others", "reported"),
    [
        ("criterion", "predicted = torch.softmax(predicted, dim=1)", "", 1),
        ("loss_fn", "predicted = predicted.softmax(dim=1)", "", 1),
        ("criterion", "predicted = torch.softmax(predicted, dim=1)", ", MSELoss", 0),  # it may be that one
        ("criterion", "predicted = torch.softmax(predicted, dim=1)", ", NLLLoss", 0),
        ("metric", "predicted = torch.softmax(predicted, dim=1)", "", 0),
        ("criterion", "if probabilities:\n    predicted = torch.softmax(predicted, dim=1)", "", 0),
        ("criterion", "predicted = predicted.softmax(1)\npredicted, _ = model(rows)", "", 0),
        ("criterion", "shown = torch.softmax(predicted, dim=1)", "", 0),
        ("criterion", "predicted = torch.softmax(predicted, dim=1)\npredicted = predicted.log()", "", 0),
    ],
)
def test_what_a_given_loss_gets(name: str, body: str, others: str, reported: int) -> None:
    text = LOSS.format(name=name, body=indent(body, "    "), others=others)
    assert count("softmax-before-loss", text) == reported
