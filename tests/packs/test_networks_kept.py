"""Networks that a training keeps, switches and builds wrongly, each beside a near case that is right."""

from __future__ import annotations

from textwrap import indent

import pytest

from roadworthy.testing import inspect_files
from roadworthy.testing.pages import installed_rules


def count(rule: str, files: dict[str, str]) -> int:
    """Return how often a rule reports a project."""
    rules = [item for item in installed_rules() if item.name == rule]
    encoded = {path: text.encode() for path, text in files.items()}
    return len(inspect_files(encoded, rules).findings)


LOOP = """import copy
import torch


def train(model, loader, optimizer, score, build):
    best = 0
    for epoch in range(10):
{made}
        model(next(loader)).sum().backward()
        optimizer.step()
        if score(model) > best:
{kept}
    return {given}
"""


@pytest.mark.parametrize(
    ("kept", "made", "given", "reported"),
    [
        ("best_model = model", "pass", "best_model", 1),
        ("best_weights = model.state_dict()", "pass", "best_weights", 1),
        ("best_weights = model.state_dict().copy()", "pass", "best_weights", 1),
        ("best_weights = copy.copy(model.state_dict())", "pass", "best_weights", 1),
        ("best_weights = dict(model.state_dict())", "pass", "best_weights", 1),
        ("best_weights = copy.deepcopy(model.state_dict())", "pass", "best_weights", 0),
        ("best = 1\nelse:\n    best_model = model", "pass", "best_model", 1),
        ("best_model = copy.deepcopy(model)", "pass", "best_model", 0),
        ("best_weights = {k: v.clone() for k, v in model.state_dict().items()}", "pass", "best_weights", 0),
        ("best_model = model", "model = build(epoch)", "best_model", 0),  # another one in each round
        ("best_model = model\nbreak", "pass", "best_model", 0),  # not trained any further
        ("best_model = model", "pass", "model", 0),  # nothing reads it
        ("best_weights = model.state_dict()\ntorch.save(best_weights, 'a.pt')", "pass", "best", 0),
        ("last_model = model", "pass", "last_model", 0),
        ("best_score = score", "pass", "best_score", 0),
    ],
)
def test_what_a_loop_keeps(kept: str, made: str, given: str, reported: int) -> None:
    text = LOOP.format(kept=indent(kept, " " * 12).replace("            else", "        else"),
                       made=indent(made, " " * 8), given=given)  # fmt: skip
    assert count("best-model-aliased", {"train.py": text}) == reported


CLASS = """import copy
import torch


class Learner:
    def __init__(self, model):
        self.model = model
        self.best_model = None

    def fit(self, rows, optimizer):
        self.model = {moved}
        self.model(rows).sum().backward()
        optimizer.step()

    def keep(self):
        self.best_model = {kept}

    def predict(self, rows):
        return self.{read}(rows)
"""


@pytest.mark.parametrize(
    ("kept", "moved", "read", "reported"),
    [
        ("self.model", "self.model.to('cpu')", "best_model", 1),
        ("copy.deepcopy(self.model)", "self.model.to('cpu')", "best_model", 0),
        ("self.model", "build()", "best_model", 0),
        ("self.model", "self.model.to('cpu')", "model", 0),
    ],
)
def test_what_a_class_keeps(kept: str, moved: str, read: str, reported: int) -> None:
    assert (
        count("best-model-aliased", {"learn.py": CLASS.format(kept=kept, moved=moved, read=read)}) == reported
    )


STEPS = """import torch


def fit({fitted}):
{switched}
    for rows in batches:
        net(rows).sum().backward()


def check(net, rows):
    net.eval()
    return net(rows)
"""
MAIN = """import torch
from steps import check, fit


def main(net, other, rows, batches):
    for epoch in range(3):
{body}
"""


@pytest.mark.parametrize(
    ("body", "fitted", "switched", "reported"),
    [
        ("fit(net, batches)\ncheck(net, rows)", "net, batches", "pass", 1),
        ("fit(batches=batches, net=net)\ncheck(net, rows)", "net, batches", "pass", 1),
        ("fit(net, batches)\ncheck(net, rows)", "net, batches", "net.train()", 0),
        ("net.train()\nfit(net, batches)\ncheck(net, rows)", "net, batches", "pass", 0),
        ("fit(net, batches)\ncheck(other, rows)", "net, batches", "pass", 0),
        (
            "fit(net, batches)\ncheck(net, rows)",
            "batches, net",
            "pass",
            0,
        ),  # what is handed is no network there
        ("check(net, rows)\ncheck(net, rows)", "net, batches", "pass", 0),
    ],
)
def test_what_a_loop_hands_on(body: str, fitted: str, switched: str, reported: int) -> None:
    files = {
        "steps.py": STEPS.format(fitted=fitted, switched=indent(switched, "    ")),
        "main.py": MAIN.format(body=indent(body, " " * 8)),
    }
    assert count("training-mode-lost", files) == reported


KERAS = "from keras.layers import Activation, Dense, Dropout\nfrom keras.models import Sequential\n"
TORCH = "import torch\nfrom torch import nn\n"
NET = """{head}

class Net(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.a = nn.Linear(8, size{bias})
        self.b = nn.Linear(size, 8)
        self.drop = nn.Dropout(0.1)
        self.act = nn.ReLU()

    def forward(self, rows):
{body}
"""


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("model = Sequential([Dense(25), Dense(1)])", 1),
        ("model = Sequential([Dense(25, activation='linear'), Dropout(0.1), Dense(1)])", 1),
        ("model = Sequential()\nmodel.add(Dense(25))\nmodel.add(Dense(1))", 1),
        ("model = Sequential()\nmodel.add(Dense(25))\nmodel.add(Activation('relu'))\nmodel.add(Dense(1))", 0),
        ("model = Sequential()\nother = Sequential()\nmodel.add(Dense(25))\nother.add(Dense(1))", 0),
        ("model = Sequential([Dense(25, 'relu'), Dense(1)])", 0),
        ("model = Sequential([Dense(4, use_bias=False), Dense(1)])", 0),
        ("model = Sequential([Dense(25), Activation('relu'), Dense(1)])", 0),
        ("model = Sequential([Dense(25, **options), Dense(1)])", 0),
        ("model = Sequential([Dense(25), head, Dense(1)])", 0),
    ],
)
def test_dense_layers(text: str, reported: int) -> None:
    assert count("layers-without-activation", {"net.py": KERAS + text + "\n"}) == reported


@pytest.mark.parametrize(
    ("body", "bias", "reported"),
    [
        ("rows = self.a(rows)\nreturn self.b(rows)", "", 1),
        ("return self.b(self.drop(self.a(rows)))", "", 1),
        ("x = self.a(rows)\nx = self.b(x)\nreturn x", "", 1),
        ("rows = self.act(self.a(rows))\nreturn self.b(rows)", "", 0),
        ("rows = torch.relu(self.a(rows))\nreturn self.b(rows)", "", 0),
        ("rows = self.a(rows)\nreturn self.b(rows)", ", bias=False", 0),
        ("rows = self.a(rows)\nother = self.b(rows)\nreturn rows, other", "", 0),  # both are read
        ("rows = self.a(rows)\nrows = rows.relu()\nreturn self.b(rows)", "", 0),
    ],
)
def test_linear_layers(body: str, bias: str, reported: int) -> None:
    text = NET.format(head=TORCH, body=indent(body, " " * 8), bias=bias)
    assert count("layers-without-activation", {"net.py": text}) == reported


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("import random\nrandom.seed = 7\n", 1),
        ("import numpy as np\nSEED = 7\nnp.random.seed=SEED\n", 1),
        ("import torch\ntorch.manual_seed = 7\n", 1),
        ("import random\nrandom.seed(7)\n", 0),
        ("from tools import random\nrandom.seed = 7\n", 0),  # another thing of that name
        ("import random\nconfig.random.seed = 7\n", 0),
        ("import random\nseed = random.seed\n", 0),
    ],
)
def test_a_seed_is_handed_to_its_function(text: str, reported: int) -> None:
    assert count("seed-function-overwritten", {"train.py": text}) == reported
