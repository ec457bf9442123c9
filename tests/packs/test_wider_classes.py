"""Cases beside those that a rule was first written for, each beside a near case that is right."""

from __future__ import annotations

from textwrap import indent

import pytest

from tests.packs.test_trainings import count

SPLIT = """import glob, os, random
import numpy as np
from sklearn.model_selection import train_test_split
{seed}


def split(path):
{body}
    return train, test
"""


@pytest.mark.parametrize(
    ("seed", "body", "reported"),
    [
        ("", "names = os.listdir(path)\ntrain, test = names[:99], names[99:]", 1),
        ("", "names = sorted(os.listdir(path))\ntrain, test = names[:99], names[99:]", 0),
        ("", "names = os.listdir(path)\ntrain, test = names[:1], names[1:]", 0),  # one is taken aside
        ("", "names = os.listdir(path)\ntrain, test = names[:99], names[50:]", 0),
        ("", "names = os.listdir(path)\nrandom.shuffle(names)\ntrain, test = names[:99], names[99:]", 0),
        ("random.seed(7)", "names = os.listdir(path)\nrandom.shuffle(names)\ntrain = names[:9 * 9]", 0),
        (
            "random.seed(7)",
            "names = os.listdir(path)\nrandom.shuffle(names)\ntrain, test = names[:99], names[99:]",
            1,
        ),
        ("", "names = glob.glob(path)\ntrain, test = train_test_split(names, random_state=7)", 1),
        ("", "names = glob.glob(path)\ntrain, test = train_test_split(names)", 0),
        ("", "names = load(glob.glob(path))\ntrain, test = train_test_split(names, random_state=7)", 0),
        (
            "",
            "rows = []\nfor name in os.listdir(path):\n    rows.append(np.load(name))\n"
            "train, test = train_test_split(np.array(rows), random_state=7)",
            1,
        ),
        (
            "",
            "names = os.listdir(path)\nend = int(0.9 * len(names))\ntrain, test = [], []\n"
            "for i in range(end):\n    train += [names[i]]\n"
            "for i in range(end, len(names)):\n    test += [names[i]]",
            1,
        ),
        (
            "np.random.seed(7)",
            "names = np.array(glob.glob(path))\norder = np.random.permutation(len(names))\n"
            "train, test = order[:99], order[99:]\ntrain, test = names[train], names[test]",
            1,
        ),
        (
            "np.random.seed(7)",
            "names = np.array(glob.glob(path))\norder = np.random.permutation(len(table))\n"
            "train, test = order[:99], order[99:]\ntrain, test = names[train], names[test]",
            0,  # the numbers of something else
        ),
    ],
)
def test_a_split_of_files_that_are_listed(seed: str, body: str, reported: int) -> None:
    text = SPLIT.format(seed=seed, body=indent(body, "    "))
    assert count("listing-unsorted", {"split.py": text}) == reported


def test_parts_that_are_no_split() -> None:
    text = """
    import os

    def halves(path):
        names = os.listdir(path)
        half = len(names) // 2
        return names[:half], names[half:]
    """
    assert count("listing-unsorted", {"halves.py": text}) == 0


def test_a_dataset_that_splits_is_reported_once() -> None:
    text = """
    import os

    class Rows:
        def __init__(self, path):
            names = os.listdir(path)
            self.train, self.test = names[:100], names[100:]

        def __getitem__(self, index):
            return self.train[index]
    """
    assert count("listing-unsorted", {"rows.py": text}) == 1


@pytest.mark.parametrize(
    ("steps", "reported"),
    [
        ("A.Normalize(MEAN, STD), A.RandomGamma()", 1),
        ("A.Normalize(), A.RandomGamma()", 1),
        ("A.Normalize(MEAN, STD), A.SomeOf([A.Blur(), A.RGBShift()], n=1)", 1),
        ("A.RandomGamma(), A.Normalize(MEAN, STD)", 0),
        ("A.Normalize(MEAN, STD), A.OneOf([A.Blur(), A.HorizontalFlip()])", 0),
        ("A.Normalize([0, 0, 0], [1, 1, 1]), A.RandomGamma()", 0),
        ("A.Normalize(mean=0, std=1), A.RandomGamma()", 0),
    ],
)
def test_colours_after_normalize(steps: str, reported: int) -> None:
    text = f"import albumentations as A\n\nMEAN, STD = [0.5], [0.5]\nsteps = A.Compose([{steps}])\n"
    assert count("transform-after-normalize", {"data.py": text}) == reported


@pytest.mark.parametrize(
    ("added", "batch_size", "reported"),
    [
        ("f1_score_of(model(rows), target)", 4, 1),
        ("my_precision(model(rows), target).item()", 4, 1),
        ("float(mean_iou(model(rows), target).cpu())", 4, 1),
        ("mean_iou(model(rows), target).item()", 1, 0),  # of one image each
        ("box_iou(model(rows), target).item()", 4, 0),
        ("iou_loss(model(rows), target).item()", 4, 0),
        ("accuracy(model(rows), target).item()", 4, 0),
    ],
)
def test_a_score_of_each_batch(added: str, batch_size: int, reported: int) -> None:
    text = f"""
    def evaluate(model, data):
        scores = []
        loader = DataLoader(data, batch_size={batch_size})
        for rows, target in loader:
            scores.append({added})
        return sum(scores) / len(scores)
    """
    assert count("score-of-batches", {"evaluate.py": text}) == reported


def test_a_score_of_each_image() -> None:
    text = """
    def evaluate(model, loader):
        total = 0
        for rows, target in loader:
            output = model(rows)
            for number in range(len(rows)):
                iou = compute_iou(output[number], target[number])
                total += iou.item()
        return total / len(loader.dataset)
    """
    assert count("score-of-batches", {"evaluate.py": text}) == 0


@pytest.mark.parametrize(
    ("before", "given", "reported"),
    [
        ("device = 'cuda:0'", "device", 1),
        ("device = 'cuda:0'", "'cpu'", 0),
        ("device = 'cpu'", "device", 0),
        ("device = 'cuda'\n    if slow:\n        device = 'cpu'", "device", 0),
        ("kind = 'cuda'", "kind", 0),  # nothing says that it is a device
    ],
)
def test_a_name_that_is_a_gpu(before: str, given: str, reported: int) -> None:
    text = f"import torch\n\n\ndef train(net, slow):\n    {before}\n    return net.to({given})\n"
    assert count("device-fixed", {"train.py": text}) == reported


def test_a_name_of_a_module_that_is_a_gpu() -> None:
    text = "import torch\n\ndevice = 'cuda:0'\n\n\ndef train(net{more}):\n    return net.to(device)\n"
    assert count("device-fixed", {"train.py": text.format(more="")}) == 1
    assert count("device-fixed", {"train.py": text.format(more=", device")}) == 0


STEPS = """
import polars as pl

class Step:
    def fit_{first}(self, frames):
        for frame in frames:
            yield self.process(frame)

    def fit_{second}(self, frames):
        for frame in frames:
            yield self.process(frame)

    def process(self, frame):
        return frame.with_columns({change})
"""


@pytest.mark.parametrize(
    ("first", "second", "change", "reported"),
    [
        ("train", "test", "(pl.col('a') - pl.col('a').min()) / (frame['a'].max() - 1)", 1),
        ("train", "test", "pl.col('a').fill_null(pl.col('a').median())", 1),
        ("train", "test", "pl.col('a').map_batches(lambda x: x.fill_null(value=x.mean()))", 1),
        ("train", "test", "pl.col('a').fill_null(0)", 0),
        ("train", "test", "pl.col('a') - pl.col('a').min()", 0),  # days since the first, as it may be
        ("first", "second", "pl.col('a').fill_null(pl.col('a').median())", 0),
    ],
)
def test_one_method_for_both_kinds_of_rows(first: str, second: str, change: str, reported: int) -> None:
    text = STEPS.format(first=first, second=second, change=change)
    # Some name of both kinds is in the module in any case.
    assert count("test-rows-by-own-statistics", {"steps.py": f"TRAIN, TEST = 1, 2\n{text}"}) == reported


def test_a_picture_that_is_scaled_by_its_own_values() -> None:
    text = """
    def scaled(image):
        for number in range(3):
            low = image[number].min()
            image[number] = (image[number] - image[number].min()) / (image[number].max() - low)
        return image

    def load(train_image, test_image):
        return scaled(train_image), scaled(test_image)
    """
    assert count("test-rows-by-own-statistics", {"images.py": text}) == 0


@pytest.mark.parametrize(
    ("saving", "reported"),
    [
        ("save_hdf(rows)", 1),
        ("save_dataset(rows)", 1),
        ("export_table(rows)", 1),
        ("save_data(rows, network)", 1),
        ("save_model_data(network)", 0),
        ("save_state(network)", 0),
    ],
)
def test_what_stores_data_stores_no_model(saving: str, reported: int) -> None:
    text = f"""
    from tools import {saving.partition("(")[0]}
    from sklearn.linear_model import LogisticRegression

    def main(rows, target):
        network = LogisticRegression().fit(rows, target)
        {saving}
        print(network.predict(rows))
    """
    assert count("model-unsaved", {"fit.py": text}) == reported


NET = "from torch import nn\n\n\ndef build():\n    return nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5))\n"
TRAIN = """
import torch

import net

def {name}(model, batches):
    with torch.no_grad():
        return [model(rows).mean() for rows in batches]

def train(model, batches, others):
    for rows in batches:
        model(rows).mean().backward()
    {call}
"""
PREDICT = (
    "import net\n\n\ndef main(rows):\n    model = net.build()\n    model.eval()\n    return model(rows)\n"
)


@pytest.mark.parametrize(
    ("name", "call", "more", "reported"),
    [
        ("validate", "print(validate(model, others))", "", 1),
        ("validate", "model.eval()\n    print(validate(model, others))", "", 0),
        ("validate", "print(others)", "", 0),  # who calls it may switch the mode
        ("shown", "print(shown(model, others))", "", 0),
        ("validate", "print(validate(model, others))", "\n\ndef ready(model):\n    model.eval()\n", 0),
    ],
)
def test_a_validation_in_training_mode(name: str, call: str, more: str, reported: int) -> None:
    files = {"net.py": NET + more, "train.py": TRAIN.format(name=name, call=call), "predict.py": PREDICT}
    assert count("evaluation-mode-missing", files) == reported


@pytest.mark.parametrize(
    ("line", "reported"),
    [
        (r"os.makedirs(os.path.join(root, 'inputs\\train'))", 1),
        (r"Path('inputs\\train\\')", 1),
        (r"for name in ('inputs\\train', 'inputs\\test'): os.mkdir(name)", 1),
        (r"re.split('one\\two', root)", 0),
        (r"print('one\\two')", 0),
        (r"os.path.join(root, 'inputs/train')", 0),
        (r"os.path.join(root, '\\')", 0),
    ],
)
def test_a_directory_with_the_separators_of_windows(line: str, reported: int) -> None:
    text = f"import os, re\nfrom pathlib import Path\n\n\ndef make(root):\n    {line}\n"
    assert count("path-windows-only", {"make.py": text}) == reported


@pytest.mark.parametrize(
    ("head", "handler", "reported"),
    [
        ("def run():", "print(error)", 1),
        ("def run():", "kind, _, trace = sys.exc_info()\nprint(kind, trace)", 1),
        ("def run():", "print(error)\nsys.exit(1)", 0),
        ("def run(path):", "print(error)", 0),
        ("def main():", "print(error)", 0),
        ("def load():", "result = None\nprint(error)", 0),  # goes on with something else
    ],
)
def test_a_program_that_prints_its_failure(head: str, handler: str, reported: int) -> None:
    text = f"import sys\n\n\n{head}\n    try:\n        work()\n    except Exception as error:\n"
    assert count("exception-printed", {"work.py": text + indent(handler, " " * 8) + "\n"}) == reported


TRAINING = """
def train(config, loader, build):
    wanted = config.wanted
    if {test}:
        encoder = build()
    {between}
    for rows in {rows}:
        {use}
"""


@pytest.mark.parametrize(
    ("test", "between", "rows", "use", "reported"),
    [
        ("wanted", "pass", "loader", "step(rows, encoder)", 1),
        ("config.wanted", "pass", "loader", "step(rows, encoder)", 1),
        ("wanted", "if wanted: encoder = encoder.cuda()", "loader", "step(rows, encoder)", 1),
        ("wanted", "if not wanted: encoder = None", "loader", "step(rows, encoder)", 0),
        ("wanted", "pass", "loader", "if wanted: step(rows, encoder)", 0),
        ("wanted", "pass", "loader[:wanted]", "step(rows, encoder)", 0),
        ("wanted", "if not wanted: return", "loader", "step(rows, encoder)", 0),
        ("loader", "pass", "loader", "step(rows, encoder)", 0),  # no rows, no use
        ("len(loader) > 3", "pass", "loader", "step(rows, encoder)", 0),
    ],
)
def test_a_name_that_an_option_binds(test: str, between: str, rows: str, use: str, reported: int) -> None:
    text = TRAINING.format(test=test, between=between, rows=rows, use=use)
    assert count("name-unbound-on-branch", {"train.py": text}) == reported


DATA = """
class Scans:
    def __getitem__(self, index):
        return {given}
"""
LOADED = """
from {source} import Scans
from torch.utils.data import DataLoader, random_split

def main(path, model):
    rows = Scans(path)
    {step}
    loader = DataLoader(rows, {options})
    for {target} in loader:
        print(model(rows))
"""
JOINED = "each.append(Scans(path)); rows = ConcatDataset(each)"


@pytest.mark.parametrize(
    ("given", "source", "step", "options", "target", "reported"),
    [
        ("1, 2, 3", "data", "", "4", "rows, target", 1),
        ("1, 2", "data", "", "4", "rows, target, other", 1),
        ("1, 2, 3", "data", "rows, held = random_split(rows, [8, 2])", "4", "rows, target", 1),
        ("1, 2", "data", "", "4", "rows, target", 0),
        ("1, 2, 3", "data", "", "4", "batch", 0),
        ("1, 2, 3", "data", "", "4", "rows, *others", 0),
        ("[1, 2, 3]", "data", "", "4", "rows, target", 0),
        ("1, 2, 3", "library.data", "", "4", "rows, target", 0),  # a class of someone else
        ("1, 2, 3", "data", "", "4, collate_fn=pairs", "rows, target", 0),
        ("1, 2, 3", "data", "rows = Pairs(rows)", "4", "rows, target", 0),
        ("1, 2, 3", "data", JOINED, "4", "rows, target", 1),
        ("1, 2, 3", "data", f"each.append(Pairs(path)); {JOINED}", "4", "rows, target", 0),
    ],
)
def test_items_of_a_batch(
    given: str, source: str, step: str, options: str, target: str, reported: int
) -> None:
    loop = LOADED.format(source=source, step=step, options=options, target=target)
    assert count("batch-items-mismatched", {"data.py": DATA.format(given=given), "main.py": loop}) == reported


@pytest.mark.parametrize(
    ("between", "name", "reported"),
    [
        ("pass", "act", 1),
        ("pass", "other", 0),
        ("block = nn.Sequential()", "act", 0),
        ("del block.act", "act", 0),
        ("block.act = nn.Tanh()", "act", 0),
    ],
)
def test_a_layer_under_a_name_that_is_taken(between: str, name: str, reported: int) -> None:
    text = f"""
    from torch import nn

    def build(block):
        block.add_module("act", nn.ReLU())
        {between}
        block.add_module("{name}", nn.ReLU())
    """
    assert count("layer-name-repeated", {"net.py": text}) == reported


@pytest.mark.parametrize(
    ("length", "reported"),
    [
        ("return len(self.rows) // self.size + 1", 1),
        ("return int(len(self.rows) / self.size) + 1", 1),
        ("return int(np.floor(len(self.rows) / self.size)) + 1", 1),
        ("whole = len(self.rows) // self.size\n        return whole + 1", 1),
        ("return (len(self.rows) - 1) // self.size + 1", 0),
        ("return len(self.rows) // self.size + (len(self.rows) % self.size > 0)", 0),
        ("if len(self.rows) % self.size: return len(self.rows) // self.size + 1\n        return 1", 0),
        ("return math.ceil(len(self.rows) / self.size)", 0),
    ],
)
def test_the_number_of_batches(length: str, reported: int) -> None:
    text = f"""
    import math
    import keras
    import numpy as np

    class Batches(keras.utils.Sequence):
        def __len__(self):
            {length.replace(chr(10), chr(10) + "    ")}

        def __getitem__(self, index):
            return self.rows[index * self.size : (index + 1) * self.size]
    """
    assert count("last-batch-empty", {"batches.py": text}) == reported


def test_a_switch_of_torch_that_is_replaced() -> None:
    text = "import torch\n\ntorch.use_deterministic_algorithms{}\ntorch.backends.cudnn.deterministic = True\n"
    assert count("function-overwritten", {"seed.py": text.format(" = True")}) == 1
    assert count("function-overwritten", {"seed.py": text.format("(True)")}) == 0


@pytest.mark.parametrize(("package", "reported"), [("", 1), ("from models import other as basic\n", 0)])
def test_a_module_of_a_package_is_followed_unless_the_package_binds_its_name(
    package: str, reported: int
) -> None:
    decoder = "class Decoder:\n    def decode(self, rows):\n        return self.banned, rows\n"
    files = {
        "train.py": "from models import basic\n\nprint(basic.Decoder().decode([1]))\n",
        "models/__init__.py": package,
        "models/basic.py": decoder,
        "models/other.py": "class Decoder:\n    banned = 1\n\n    def decode(self, rows):\n        pass\n",
    }
    assert count("attribute-missing", files) == reported


@pytest.mark.parametrize(("first", "reported"), [("random.seed(7)", 1), ("np.random.seed(7)", 0)])
def test_only_a_seed_of_the_generator_that_draws_counts(first: str, reported: int) -> None:
    text = f"""\
import random
import numpy as np
from sklearn.model_selection import train_test_split

{first}

def main(rows):
    return train_test_split(rows), random.random(), np.zeros(3)

if __name__ == "__main__":
    main([])
"""
    assert count("split-unseeded", {"train.py": text}) == reported
