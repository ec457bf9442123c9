"""Rules that compare a training with what stands beside it: splits, losses, and other scripts."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from roadworthy.testing import build_notebook
from tests.packs.test_trainings import count

SPLIT = """from sklearn.model_selection import train_test_split

def train(model, rows, target):
    {split}
    model.fit(x_train, y_train)
    {after}
"""
FOUR = "x_train, x_test, y_train, y_test = train_test_split(rows, target)"


@pytest.mark.parametrize(
    ("split", "after", "reported"),
    [
        (FOUR, "return model", 1),
        (FOUR, "return model, x_test, y_test", 0),
        (FOUR, "print(model.score(x_test, y_test))", 0),
        (FOUR, "print(locals())", 0),
        (FOUR, "global x_test", 0),
        ("x_train, _, y_train, _ = train_test_split(rows, target)", "return model", 0),
        ("x_train, self.rest, y_train, y_test = train_test_split(rows, target)", "return model", 0),
    ],
)
def test_split_off_rows_are_used_by_any_reader(split: str, after: str, reported: int) -> None:
    text = SPLIT.format(split=split, after=after)
    assert count("test-part-unused", {"train.py": text}) == reported


def test_another_script_may_score_the_rows() -> None:
    train = SPLIT.format(split=FOUR, after="return model")
    measure = SPLIT.format(split=FOUR, after="print(model.score(x_test, y_test))")
    assert count("test-part-unused", {"train.py": train, "measure.py": measure}) == 0
    top = dedent(train.partition("target):\n")[2].replace("return model", "print(model)"))
    top = f"from sklearn.model_selection import train_test_split\n{top}"
    assert count("test-part-unused", {"train.py": top}) == 1
    assert count("test-part-unused", {"train.py": top, "measure.py": "from train import x_test\n"}) == 0


LOADERS = """from torch.utils.data import DataLoader

def train(net, rows, others, loss):
    train_loader = DataLoader(rows)
    test_loader = DataLoader(others)
    for batch in train_loader:
        loss(net(batch)).backward()
    {after}
"""


def test_a_loader_of_test_rows_is_used_somewhere() -> None:
    unused = {"train.py": LOADERS.format(after="return net")}
    assert count("test-part-unused", unused) == 1
    assert count("test-part-unused", {"train.py": LOADERS.format(after="return test_loader")}) == 0
    test = (
        "from torch.utils.data import DataLoader\ntest_loader = DataLoader(rows)\nprint(net(test_loader))\n"
    )
    assert count("test-part-unused", {**unused, "test.py": test}) == 0
    assert count("test-part-unused", {**unused, "other.py": LOADERS.format(after="print(test_loader)")}) == 1


def notebook(source: str) -> str:
    """Return a notebook with one cell."""
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    return build_notebook([{"source": source}], kernel).decode()


def test_a_notebook_may_do_what_a_script_does_not() -> None:
    top = dedent(SPLIT.format(split=FOUR, after="print(model)").partition("target):\n")[2])
    top = f"from sklearn.model_selection import train_test_split\n{top}"
    files = {"train.py": top, "show.ipynb": notebook("print(1)")}
    assert count("test-part-unused", files) == 1
    files["show.ipynb"] = notebook("from train import x_test\nprint(x_test)")
    assert count("test-part-unused", files) == 0
    files = {"train.py": TRAIN.format(train="", built=""), "use.py": USE.format(use=NORMAL, built="")}
    assert count("normalize-unlike-training", {**files, "show.ipynb": notebook("print(1)")}) == 1
    told = notebook("from torchvision import transforms\nprint(transforms.Normalize)")
    assert count("normalize-unlike-training", {**files, "show.ipynb": told}) == 0


STEP = """import torch
from torch.nn import functional as F

def step(net, critic, optimizer, rows, target):
    fake = net(rows)
{body}
    loss.backward()
    optimizer.step()
"""


@pytest.mark.parametrize(
    ("body", "reported"),
    [
        ("with torch.no_grad():\n    other = critic(fake)\nloss = F.mse_loss(fake, target) + other", 1),
        ("with torch.no_grad():\n    other = critic(fake)\nloss = F.mse_loss(fake, target) + 2 * other", 1),
        ("with torch.no_grad():\n    other = critic(fake)\nloss = F.mse_loss(fake, other)", 0),
        ("with torch.no_grad():\n    other = critic(fake)\nloss = F.mse_loss(fake, target) - other", 0),
        (
            "with torch.no_grad():\n    other = critic(fake)\nloss = F.mse_loss(fake, target) + other * fake",
            0,
        ),
        ("with torch.no_grad():\n    other = critic(rows)\nother = net(other)\nloss = target + other", 0),
        ("with torch.no_grad():\n    other = critic(rows)\nmore = net(other)\nloss = target + more", 0),
        (
            "with torch.inference_mode():\n    other = critic(fake)\nmore = -other.mean()\n"
            "loss = F.mse_loss(fake, target) + more",
            1,
        ),
    ],
)
def test_a_part_of_a_loss_has_no_gradient(body: str, reported: int) -> None:
    text = STEP.format(body=indent(body, "    "))
    assert count("loss-without-gradient", {"train.py": text}) == reported


RUN = """class Run:
    def train(self, rows):
        {inner}

def main(run, rows):
    try:
        run.train(rows)
    except {error}:
        run.save("last.pt")
    {after}
"""


@pytest.mark.parametrize(
    ("inner", "error", "after", "reported"),
    [
        ("self.fit(rows)", "Exception", "print(run)", 1),
        ("self.fit(rows)", "Exception", "run.plot_and_save('curve.png')", 1),
        ("self.fit(rows)", "Exception", "run.save('all.pt')", 0),
        ("self.save('best.pt')", "KeyboardInterrupt", "print(run)", 0),
    ],
)
def test_a_model_is_saved_on_failure_only(inner: str, error: str, after: str, reported: int) -> None:
    text = RUN.format(inner=inner, error=error, after=after)
    assert count("saved-on-failure-only", {"train.py": text}) == reported
    imported = text.partition("def main")[2]
    assert count("saved-on-failure-only", {"train.py": f"def main{imported}"}) == 0


TRAIN = """import torch
from net import Net
from torchvision import transforms

transform = transforms.Compose([transforms.ToTensor(){train}])

def train(rows, loss, optimizer):
    net = Net({built})
    loss(net(rows)).backward()
    torch.save(net.state_dict(), "net.pt")
"""
USE = """import torch
from net import Net
from torchvision import transforms

transform = transforms.Compose([transforms.ToTensor(){use}])

def load():
    net = Net({built}).to("cpu")
    net.load_state_dict(torch.load("net.pt"))
    return net
"""
NORMAL = ", transforms.Normalize((0.5,), (0.5,))"


@pytest.mark.parametrize(
    ("train", "use", "reported"),
    [
        (NORMAL, "", 1),
        ("", NORMAL, 1),
        ("", "", 0),
        (NORMAL, NORMAL, 0),
        ("", f"]) if rows else transforms.Compose([transforms.ToTensor(){NORMAL}", 0),
        (", transforms.Lambda(normalise_rows)", NORMAL, 0),
    ],
)
def test_images_are_normalised_on_one_side(train: str, use: str, reported: int) -> None:
    files = {"train.py": TRAIN.format(train=train, built=""), "use.py": USE.format(use=use, built="")}
    assert count("normalize-unlike-training", files) == reported


@pytest.mark.parametrize(
    ("train", "use", "reported"),
    [
        ("classes=2", "classes=3", 1),
        ("classes=2", "classes=2", 0),
        ("1, 2", "1, 3", 1),
        ("classes=2", "classes=CLASSES", 0),
        ("pretrained=True", "pretrained=False", 0),
        ("batch=2", "batch=1", 0),
    ],
)
def test_a_network_is_built_otherwise(train: str, use: str, reported: int) -> None:
    files = {"train.py": TRAIN.format(train="", built=train), "use.py": USE.format(use="", built=use)}
    assert count("network-built-otherwise", files) == reported
    # Where trainings differ, either may have saved the weights.
    files["other.py"] = TRAIN.format(train="", built=use)
    assert count("network-built-otherwise", files) == 0


SEEDED = """import torch

class Trainer:
    def {name}(self):
        torch.manual_seed(7)

    def train(self, net, rows, loss, optimizer):
        {first}
        for row in rows:
            optimizer.zero_grad()
            loss(net(row)).backward()
            optimizer.step()

if __name__ == "__main__":
    Trainer().train(*build())
"""


@pytest.mark.parametrize(
    ("name", "first", "reported"),
    [
        ("fix_seed", "print(rows)", 1),
        ("fix_seed", "self.fix_seed()", 0),
        ("setup", "print(rows)", 0),
    ],
)
def test_a_method_that_seeds_is_called(name: str, first: str, reported: int) -> None:
    assert count("training-unseeded", {"train.py": SEEDED.format(name=name, first=first)}) == reported


OWN = """from scans import Scans
from torch.utils.data import random_split

AUGMENT = True

def load(path, change):
    rows = Scans(path, {given})
    train, val = random_split(rows, [0.8, 0.2])
    {after}
    return train, val
"""


@pytest.mark.parametrize(
    ("given", "after", "reported"),
    [
        ("augment=True", "print(train)", 1),
        ("augment=AUGMENT", "print(train)", 1),
        ("augment=False", "print(train)", 0),
        ("augment=change", "print(train)", 0),
        ("augment=True", "val.dataset = Scans(path)", 0),
    ],
)
def test_an_own_data_set_is_augmented_and_split(given: str, after: str, reported: int) -> None:
    assert count("test-rows-augmented", {"load.py": OWN.format(given=given, after=after)}) == reported


@pytest.mark.parametrize(
    ("given", "body", "reported"),
    [
        ("1, 2", "print(size)\nmodel = train()", 1),
        ("1, 2", "log.info(size)\nmodels.append(train())", 1),
        ("1, 2", "print(size)\nmodel = train(size)", 0),
        ("1, 2", "print(size)\nmodel = train()\nscores[size] = model", 0),
        ("1, 2", "print(size)\nmodel = train(**locals())", 0),
        ("1,", "print(size)\nmodel = train()", 0),
        ("'cold', 'warm'", "print(size)\nmodel = train()", 0),
        ("1, 2", "print(size)\nprint(size)", 0),
    ],
)
def test_a_loop_only_prints_its_variable(given: str, body: str, reported: int) -> None:
    text = f"def main(train, models, scores, log):\n    for size in ({given}):\n{indent(body, ' ' * 8)}\n"
    assert count("loop-variable-only-printed", {"train.py": text}) == reported


@pytest.mark.parametrize(
    ("line", "reported"),
    [
        ('table["mean"] = table.groupby("city")["price"].mean()', 1),
        ('table["rows"] = table.groupby(["city", "year"]).size()', 1),
        ('table["mean"] = table.groupby("city")["price"].transform("mean")', 0),
        ('table["mean"] = other.groupby("city")["price"].mean()', 0),
        ('table["mean"] = table.groupby(level=0)["price"].mean()', 0),
        ('table = table.set_index("city")\ntable["mean"] = table.groupby("city")["price"].mean()', 0),
    ],
)
def test_results_of_groups_become_a_column(line: str, reported: int) -> None:
    text = f"def prepare(table, other):\n{indent(line, '    ')}\n    return table\n"
    assert count("group-result-misaligned", {"prepare.py": text}) == reported


@pytest.mark.parametrize(
    ("made", "reported"),
    [
        ("Batches(test_location, labels, Kind.VALIDATION)", 1),
        ("image_dataset_from_directory(test_dir, batch_size=8)", 1),
        ("Batches(val_location, labels, Kind.VALIDATION)", 0),
        ("Batches(train_or_test_dir, labels)", 0),
        ("read(test_dir)", 0),
    ],
)
def test_rows_of_the_test_directory_are_no_validation_set(made: str, reported: int) -> None:
    text = f"def train(model, rows, labels):\n    validation_generator = {made}\n    model.fit(rows)\n"
    assert count("test-set-used", {"train.py": text}) == reported


LOSS = """from torch import nn
from torchvision import models

class {name}(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = {made}

    def forward(self, rows):
        return self.net(rows)
"""


@pytest.mark.parametrize(
    ("name", "made", "reported"),
    [
        ("ContentLoss", "models.resnet18(weights='DEFAULT')", 1),
        ("ContentLoss", "models.resnet18(weights=None)", 0),
        ("ContentLoss", "models.vgg19(pretrained=True)", 0),
        ("ContentLoss", "models.resnet18(pretrained=True).eval()", 0),
        ("Content", "models.resnet18(pretrained=True)", 0),
    ],
)
def test_a_loss_holds_a_network_in_training_mode(name: str, made: str, reported: int) -> None:
    files = {"losses.py": LOSS.format(name=name, made=made)}
    train = (
        "import torch\nfrom losses import ContentLoss\nloss = ContentLoss().cuda()\nnet = torch.load('net')\n"
    )
    # Other networks are switched, and the loss is only called.
    files["train.py"] = f"{train}net.eval()\nloss(net, net)\n"
    assert count("loss-network-in-training-mode", files) == reported
    files["train.py"] = f"{train}loss.eval()\n"
    assert count("loss-network-in-training-mode", files) == 0
