"""What lies in a project twice, or under another name than imports and settings say."""

from __future__ import annotations

import pytest

from tests.packs.test_import_targets import found

SCRIPT = "from rows import load\n\nprint(load())\n"


@pytest.mark.parametrize(
    ("paths", "count"),
    [
        (["train_v1.py", "train_v2.py"], 1),
        (["train.py", "train_final.py", "train_final_v2.py"], 1),
        (["a/fit.py", "a/fit (1).py"], 1),
        (["fitFINALV5.py", "fitFINALV9Fixed.py"], 1),
        # One version alone, others in another directory, names of networks, and numbers of parts.
        (["train_v2.py"], 0),
        (["a/train_v1.py", "b/train_v2.py"], 0),
        (["resnet_v1.py", "resnet_v2.py"], 0),
        (["week_1.py", "week_2.py", "conv1.py", "conv2.py"], 0),
        (["renew.py", "re.py"], 0),
    ],
)
def test_versions_of_a_script(paths: list[str], count: int) -> None:
    assert len(found("file-versioned-by-name", dict.fromkeys(paths, SCRIPT))) == count


def test_a_version_that_a_module_imports_is_in_use() -> None:
    files = {"step_v1.py": SCRIPT, "step_v2.py": SCRIPT, "main.py": "import step_v1\nimport step_v2\n"}
    assert found("file-versioned-by-name", files) == []


FIRST = "A = 1\nB = 2\nC = 3\nbatch_size = 8\nNAME = 'a'\nprint(A)\n"


@pytest.mark.parametrize(
    ("second", "count"),
    [
        (FIRST.replace("= 8", "= 16"), 1),
        (FIRST.replace("B = 2", "B = 5").replace("= 8", "= 16"), 1),
        # The same values, other texts, more that differ than is the same, and too few.
        (FIRST, 0),
        (FIRST.replace("'a'", "'b'"), 0),
        (FIRST.replace("A = 1", "A = 7").replace("B = 2", "B = 5").replace("= 8", "= 16"), 0),
        ("A = 1\nB = 2\nbatch_size = 16\nsize = 1\nprint(A)\n", 0),
        (FIRST.replace("= 8", "= 16").replace("print(A)\n", ""), 0),
    ],
)
def test_settings_of_two_scripts(second: str, count: int) -> None:
    assert len(found("settings-copied", {"train.py": FIRST, "ablate.py": second})) == count
    assert found("settings-copied", {"train.py": FIRST, "config.py": second}) == []


MAIN = """
def main():
    '''Fit.'''
    batchSize = 8
    share = 0.7
    total = 0
    rate = 0.1
    rows = 'a'
    epochs = 9
    print(rows)

main()
"""


@pytest.mark.parametrize(
    ("second", "count"),
    [
        (MAIN.replace("= 9", "= 90"), 1),
        (MAIN, 0),
        (MAIN.replace("= 0\n", "= 1\n"), 0),
        # Not first, in another function, and for half of the values only.
        (MAIN.replace("batchSize = 8", "print(1)\n    batchSize = 8").replace("= 9", "= 90"), 0),
        (MAIN.replace("def main", "def fit").replace("= 9", "= 90"), 0),
        (MAIN.replace("= 9", "= 90").replace("0.7", "0.8").replace("0.1", "0.2"), 0),
    ],
)
def test_settings_at_the_top_of_main(second: str, count: int) -> None:
    assert len(found("settings-copied", {"train.py": MAIN, "ablate.py": second})) == count


HOME = {"nets/forest.py": "class RandomForest:\n    def fit(self):\n        return 1\n"}


@pytest.mark.parametrize(
    ("text", "more", "count"),
    [
        ("from model import RandomForest\n", {}, 1),
        ("from model.forest import RandomForest\n", {}, 1),
        ("from nets.forest import RandomForest\n", {}, 0),
        # It may be the directory of the checkout, of another distribution, or a module that lies elsewhere.
        ("from shop.nets.forest import RandomForest\n", {}, 0),
        ("from sklearn.ensemble import RandomForest\n", {}, 0),
        ("from model import RandomForest\n", {"requirements.txt": "model\n"}, 0),
        ("from model import RandomForest\n", {"old/model.py": "x = 1\n"}, 0),
        ("from model import RandomForest\n", {"setup.py": "from setuptools import setup\n\nsetup()\n"}, 0),
        ("from model import RandomForest\n", {"a.py": "class RandomForest:\n    x = 1\n"}, 0),
        ("try:\n    from model import RandomForest\nexcept ImportError:\n    RandomForest = None\n", {}, 0),
        ("def main():\n    from model import RandomForest\n    print(RandomForest)\n", {}, 0),
    ],
)
def test_a_name_that_another_module_defines(text: str, more: dict[str, str], count: int) -> None:
    assert len(found("import-of-name-elsewhere", {**HOME, **more, "predict.py": text})) == count
