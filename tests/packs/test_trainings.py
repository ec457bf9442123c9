"""Faults of trainings that are judged by what follows from one line to another, each with its opposite."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from roadworthy.testing import inspect_files
from roadworthy.testing.pages import installed_rules


def found(rule: str, files: dict[str, str]) -> list[str]:
    """Return the messages of a rule on a project."""
    rules = [item for item in installed_rules() if item.name == rule]
    encoded = {path: dedent(text).encode() for path, text in files.items()}
    return [finding.message for finding in inspect_files(encoded, rules).findings]


def count(rule: str, files: dict[str, str]) -> int:
    """Return how often a rule reports a project."""
    return len(found(rule, files))


LOOP = """
    import torch
    {imports}
    def train(model, loader, loss, optimizer):
        for rows, target in loader:
            optimizer.zero_grad()
            loss(model(rows), target).backward()
            optimizer.step()
"""
STARTED = "if __name__ == '__main__':\n    {}\n"
SEEDS = "import torch\n\n\ndef fix(seed):\n    torch.manual_seed(seed)\n"


def test_each_program_has_to_seed() -> None:
    files = {
        "steps.py": LOOP.format(imports=""),
        "seeds.py": SEEDS,
        "first.py": "from seeds import fix\nfrom steps import train\n"
        + STARTED.format("fix(7)\n    train()"),
        "second.py": "from steps import train\n" + STARTED.format("train()"),
    }
    (message,) = found("training-unseeded", files)
    assert message == "`second.py` trains a network, and nothing that it imports seeds torch"
    files["second.py"] = files["first.py"]
    assert found("training-unseeded", files) == []


@pytest.mark.parametrize(
    ("seeding", "count"),
    [
        ("order = torch.Generator()\norder.manual_seed(7)\n", 1),  # the order of the batches, and no weights
        ("torch.manual_seed(7)\n", 0),
        ("build(seed=None)\n", 1),
        ("build(seed=7)\n", 0),
        ("spectrum(norm='backward')\n", 1),
    ],
)
def test_what_seeds_a_network(seeding: str, count: int) -> None:
    text = dedent(LOOP.format(imports="from library import build, spectrum")) + "\n\n" + seeding
    assert len(found("training-unseeded", {"train.py": text + "train()\n"})) == count


def test_a_text_is_no_training() -> None:
    text = "import torch\n\n\ndef sound(rows):\n    return torch.fft.irfft(rows, norm='backward')\n"
    assert found("training-unseeded", {"sound.py": text + "print(sound([]))\n"}) == []


@pytest.mark.parametrize(
    ("default", "test", "count"),
    [
        ("None", "args.seed is not None", 1),
        ("-1", "args.seed != -1", 1),
        ("7", "args.seed is not None", 0),
        ("None", "torch.cuda.is_available()", 0),
    ],
)
def test_a_seed_that_is_off_by_default(default: str, test: str, count: int) -> None:
    text = dedent(LOOP.format(imports="import argparse")) + (
        "\n\nif __name__ == '__main__':\n"
        "    parser = argparse.ArgumentParser()\n"
        f"    parser.add_argument('--seed', type=int, default={default})\n"
        "    args = parser.parse_args()\n"
        f"    if {test}:\n"
        "        torch.manual_seed(args.seed)\n"
        "    train()\n"
    )
    assert len(found("training-unseeded", {"train.py": text})) == count


FILLED = "if {}: table['age'] = table['age'].fillna(table['age'].mean())"
PREPARED = """
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    def prepared(table):
        {step}
        return table

    def split(table, target):
        table = prepared({given})
        return train_test_split(table, target, random_state=7)
"""


@pytest.mark.parametrize(
    ("rule", "step", "given", "count"),
    [
        ("split-after-fit", "table = StandardScaler().fit_transform(table)", "table", 1),
        ("split-after-fit", "table = StandardScaler().fit_transform(table)", "train_table", 0),
        ("split-after-fit", "table = table.dropna()", "table", 0),
        ("statistic-before-split", "table['age'] = table['age'].fillna(table['age'].mean())", "table", 1),
        ("statistic-before-split", "table['age'] = table['age'].fillna(0)", "table", 0),
        ("statistic-before-split", "table['age'].fillna(table['age'].median(), inplace=True)", "table", 1),
        ("statistic-before-split", "table = (table - table.mean()) / table.std()", "table", 1),
        ("statistic-before-split", "table = (table - table.mean(axis=1)) / table.std(axis=1)", "table", 0),
        ("statistic-before-split", "print(table['age'].mean())", "table", 0),
        ("statistic-before-split", FILLED.format("table['age'].isnull().any()"), "table", 1),
        ("statistic-before-split", FILLED.format("options.fill"), "table", 0),
        (
            "statistic-before-split",
            "strong = table.corr()['age'].abs(); table = table[strong.index]",
            "table",
            0,
        ),
    ],
)
def test_what_a_function_does_before_a_split(rule: str, step: str, given: str, count: int) -> None:
    text = PREPARED.format(step=step, given=given)
    assert len(found(rule, {"train.py": text})) == count


@pytest.mark.parametrize(
    ("keeping", "count"),
    [
        ("", 1),
        ("joblib.dump(scaler, 'scaler.joblib')", 0),
        ("print(scaler.mean_)", 0),
        ("return model, scaler", 0),
        ("rows = scaler.inverse_transform(rows)", 1),
    ],
)
def test_a_model_without_its_scaler(keeping: str, count: int) -> None:
    text = f"""
    import joblib
    from sklearn.linear_model import Ridge
    from sklearn.preprocessing import StandardScaler

    def train(rows, target):
        scaler = StandardScaler()
        rows = scaler.fit_transform(rows)
        model = Ridge()
        model.fit(rows, target)
        joblib.dump(model, "model.joblib")
        {keeping}
    """
    assert len(found("scaler-unsaved", {"train.py": text})) == count


@pytest.mark.parametrize(
    ("loop", "test", "count"),
    [
        ("range(epochs)", "epoch % 10 == 0", 1),
        ("range(epochs)", "epoch % 10 == 0 and epoch != 0", 1),
        ("range(epochs)", "epoch % 10 == 0 or epoch == epochs - 1", 0),
        ("range(epochs)", "(epoch + 1) % 10 == 0", 0),
        ("range(1, epochs + 1)", "epoch % 10 == 0", 0),
        ("range(epochs + 1)", "epoch % 10 == 0", 0),
        ("range(50)", "epoch % 7 == 0", 0),
        ("range(50)", "epoch % 10 == 0", 1),
        ("tqdm(range(50))", "epoch % 10 == 0", 1),
    ],
)
def test_epochs_that_are_not_saved(loop: str, test: str, count: int) -> None:
    text = f"""
    import torch

    def train(model, step, epochs):
        for epoch in {loop}:
            step(model).backward()
            if {test}:
                torch.save(model.state_dict(), "model.pt")
    """
    assert len(found("last-epoch-unsaved", {"train.py": text})) == count


@pytest.mark.parametrize(
    ("made", "count"),
    [
        ("KNeighborsClassifier(n_neighbors=k)", 1),
        ("KNeighborsClassifier(k)", 1),
        ("RandomForestClassifier(random_state=k)", 0),  # runs that are repeated
        ("KNeighborsClassifier()", 0),
    ],
)
def test_a_parameter_that_the_test_set_chooses(made: str, count: int) -> None:
    text = f"""
    def tune(x_train, y_train, x_test, y_test):
        for k in range(20):
            model = {made}
            model.fit(x_train, y_train)
            print(model.score(x_test, y_test))
    """
    assert len(found("test-set-used", {"train.py": text})) == count


def test_what_is_shown_of_test_scores() -> None:
    text = "def report(test_acc, test_loss, plt):\n    {}\n"
    assert found("test-set-used", {"a.py": text.format("print(max(test_acc))")}) != []
    assert found("test-set-used", {"a.py": text.format("best = min(test_loss)")}) != []
    assert found("test-set-used", {"a.py": text.format("plt.ylim(0, max(test_loss))")}) == []
    assert found("test-set-used", {"a.py": text.format("print(test_acc)")}) == []


def test_rows_for_a_picture_are_laid_out_each_on_their_own() -> None:
    text = "def draw(tsne, x_train, x_test):\n    tsne.fit_transform(x_train), tsne.fit_transform(x_test)\n"
    assert found("test-set-used", {"a.py": text}) == []
    assert found("test-set-used", {"a.py": text.replace("tsne", "pca")}) != []


def test_scripts_beside_a_package_are_trained_with() -> None:
    steps = "transforms.Compose([transforms.Normalize(1, 1), transforms.ColorJitter()])"
    text = f"from torchvision import transforms\nt = {steps}\n"
    assert found("transform-after-normalize", {"scripts/train.py": text}) != []
    assert found("transform-after-normalize", {"docs/train.py": text}) == []
    back = text.replace("transforms.ColorJitter", "transforms.ToPILImage(), transforms.ColorJitter")
    assert found("transform-after-normalize", {"scripts/train.py": back}) == []


def test_an_option_that_the_same_program_reads_elsewhere() -> None:
    parse = "import argparse\np = argparse.ArgumentParser()\np.add_argument('--seed')\n"
    main = "if __name__ == '__main__':\n    run(p.parse_args())\n"
    read = "def run(args):\n    print(args.seed)\n"
    files = {"steps.py": parse + read, "train.py": parse + "from steps import run\n" + main}
    assert found("argument-unused", files) == []
    files = {"other.py": parse + read + main, "train.py": parse + main, "steps.py": ""}
    assert found("argument-unused", files) == ["`--seed` is parsed and never read"]


def test_a_copy_of_a_network_that_no_loss_gets() -> None:
    head = "import torch\nfrom torch import nn\n\n\nclass Net(nn.Module):\n"
    net = head + "    def forward(self, rows):\n        return {}\n"
    predicts, trains = (
        net.format("torch.sigmoid(rows)"),
        net.format("rows") + "loss = nn.BCEWithLogitsLoss()\n",
    )
    assert found("softmax-before-loss", {"predict.py": predicts, "train.py": trains}) == []
    trains = "from predict import Net\nfrom torch import nn\nloss = nn.BCEWithLogitsLoss()\nnet = Net()\n"
    assert found("softmax-before-loss", {"predict.py": predicts, "train.py": trains}) != []


@pytest.mark.parametrize(
    ("saving", "count"),
    [
        ("plt.savefig('loss.png')", 1),
        ("json.dump(scores, file)", 1),
        ("np.save('scores.npy', scores)", 1),
        ("save_results(scores)", 1),
        ("SummaryWriter().add_scalar('loss', 1)", 1),
        ("torch.save(scores, 'scores.pt')", 0),
        ("pickle.dump(scores, file)", 0),
        ("save_model_results(scores)", 0),
        ("save(scores)", 0),
        ("keep(scores).save('x')", 0),
    ],
)
def test_what_stores_no_network(saving: str, count: int) -> None:
    names = ", ".join({"scores", *re.findall(r"\b[a-zA-Z_]+\b(?=[.(])", saving)} - {"torch", "add_scalar"})
    text = dedent(LOOP.format(imports=f"from library import {names}")) + f"    {saving}\n"
    assert len(found("model-unsaved", {"train.py": text + "\n\ntrain()\n"})) == count


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ("root, 'list/train_gt.txt'", 1),
        ("root, 'train.csv', split='rest'", 0),
        ("root, 'train.csv', 800", 0),
        ("root, 'train.csv', 'test'", 0),
        ("root, 'test.csv'", 0),
        ("'training/part.csv'", 0),
    ],
)
def test_a_test_set_of_the_training(given: str, count: int) -> None:
    text = f"def load(Rows, root):\n    test_rows = Rows({given})\n    return test_rows\n"
    assert len(found("test-set-used", {"data.py": text})) == count


def test_the_mode_of_a_network_is_not_the_function_that_saves_it() -> None:
    text = """
    import torch

    def train(model, loader, every):
        model.train()
        for number, rows in enumerate(loader):
            model(rows).backward()
            if number % every == 0 and number != 0:
                torch.save(model.state_dict(), "model.pt")
    """
    assert len(found("last-epoch-unsaved", {"train.py": text})) == 1


NET = "import torch\nfrom torch import nn\n\n\nLAYERS = nn.Dropout, nn.BatchNorm1d\n\n\n"
STEP = "def step(net, rows):\n    net.train()\n    net(rows).sum().backward()\n\n\n"
LOADED = "def test(path, rows):\n    net = build()\n    net.load_state_dict(torch.load(path))\n{}"
QUIET = "    with torch.no_grad():\n        return net(rows)\n"


@pytest.mark.parametrize(
    ("rest", "count"),
    [
        (QUIET, 1),
        ("    return net(rows)\n", 0),  # it may be for the training
        ("    prepare(net)\n" + QUIET, 0),
        ("    net.eval()\n" + QUIET, 0),
        ("    STORE['net'] = net\n" + QUIET, 0),
    ],
)
def test_a_network_of_a_function_in_a_module_that_trains(rest: str, count: int) -> None:
    text = NET + STEP + LOADED.format(rest)
    assert len(found("inference-in-training-mode", {"train.py": text})) == count


def test_a_network_that_comes_ready_for_use() -> None:
    text = NET + LOADED.format(QUIET)
    assert len(found("inference-in-training-mode", {"infer.py": text})) == 1
    ready = text.replace("build()", "Net.from_pretrained('x')")
    assert found("inference-in-training-mode", {"infer.py": ready}) == []


@pytest.mark.parametrize(
    ("before", "within", "count"),
    [
        ("device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')", "", 1),
        ("device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')", "if use_gpu:", 0),
        ("torch.cuda.is_available()", "", 0),
    ],
)
def test_a_gpu_beside_the_choice_of_a_device(before: str, within: str, count: int) -> None:
    body = f"    {within}\n        net.cuda()\n" if within else "    net.cuda()\n"
    text = f"import torch\n\n{before}\n\n\ndef train(net, use_gpu):\n{body}"
    assert len(found("device-fixed", {"train.py": text})) == count


def test_a_constant_that_is_a_gpu() -> None:
    files = {"config.py": "import torch\n\nDEVICE = 'cuda'\n", "train.py": "import config\n\nprint(config)\n"}
    assert found("device-fixed", files) == []
    files["train.py"] = "import torch\n\nimport config\n\nprint(torch.ones(1).to(config.DEVICE))\n"
    assert len(found("device-fixed", files)) == 1
    files["more.py"] = "import torch\n\nprint(torch.cuda.is_available())\n"
    assert found("device-fixed", files) == []


@pytest.mark.parametrize(
    ("backward", "count"),
    [
        ("scaler.scale(loss).backward()", 1),
        ("scaler.scale(penalty).backward()", 0),
        ("scaler.scale(loss)", 0),
    ],
)
def test_a_scaled_loss_that_is_added_up(backward: str, count: int) -> None:
    text = f"""
        import torch

        def train(net, batches, scaler, penalty):
            total = 0
            for rows in batches:
                loss = net(rows).sum()
                {backward}
                total += loss
            return total

        def other(loss):
            loss.backward()
    """
    assert len(found("loss-graph-kept", {"train.py": text})) == count


def test_a_variable_of_a_function_is_not_taken_by_a_star() -> None:
    text = "def build(rows):\n    table = dict(rows)\n    return table\n"
    files = {"tools.py": text, "train.py": "from tools import *\n\nprint(build([]), table)\n"}
    assert len(found("star-name-undefined", files)) == 1
    files["tools.py"] = text.replace("    table =", "    global table\n    table =")
    assert found("star-name-undefined", files) == []


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ("['load'] + [f'SIZE_{n}' for n in (1, 2)]", "`missing` is used"),
        ("['load', *made()]", "`missing` is used"),
        ("['load', 'SIZE_1'] + ['SIZE_2']", "`missing` is used"),
        ("['load']", "`SIZE_1`, `SIZE_2`, `missing` are used"),
    ],
)
def test_what_is_not_known_of_dunder_all_may_be_taken_by_a_star(listed: str, message: str) -> None:
    tools = f"__all__ = {listed}\n\nSIZE_1 = SIZE_2 = 1\n\ndef load():\n    return SIZE_1\n"
    files = {"tools.py": tools, "train.py": "from tools import *\n\nprint(load(), SIZE_1, SIZE_2, missing)\n"}
    (told,) = found("star-name-undefined", files)
    assert told.startswith(message)


MADE = "optimizer = torch.optim.Adam(net.parameters())"


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ((MADE, "net.fc = nn.Linear(8, 2)"), 1),
        ((MADE, "net = net.to('cpu')", "net.head.last[1] = nn.Sequential(nn.ReLU(), nn.Linear(8, 2))"), 1),
        ((MADE, "net.fc = nn.ReLU()"), 0),  # it has no weights
        ((MADE, "net = build()", "net.fc = nn.Linear(8, 2)"), 0),  # another network
        (("net.fc = nn.Linear(8, 2)", MADE), 0),
        ((MADE, "net.fc = nn.Linear(8, 2)", MADE), 0),
        ((MADE, "if net:", "    optimizer = None", "net.fc = nn.Linear(8, 2)"), 0),
        ((MADE, "other.fc = nn.Linear(8, 2)"), 0),
        ((MADE, "net.fc = nn.Linear(8, 2)", "optimizer.add_param_group({})"), 0),
    ],
)
def test_an_optimizer_that_lacks_a_layer(lines: tuple[str, ...], count: int) -> None:
    body = "".join(f"    {line}\n" for line in lines)
    text = f"import torch\nfrom torch import nn\n\n\ndef train(net, other):\n{body}    optimizer.step()\n"
    assert len(found("optimizer-made-early", {"train.py": text})) == count


CLIP = "nn.utils.clip_grad_norm_(net.parameters(), 1)"


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (("optimizer.zero_grad()", "loss.backward()", "optimizer.step()", CLIP), 1),
        (("optimizer.zero_grad()", "loss.backward()", "scaler.step(optimizer)", CLIP), 1),
        (("optimizer.zero_grad()", "loss.backward()", CLIP, "optimizer.step()"), 0),
        (("optimizer.zero_grad()", "loss.backward()", CLIP, "optimizer.step()", CLIP), 0),
        (("loss.backward()", "optimizer.step()", CLIP), 0),  # what is clipped may be added to
        (("first.zero_grad()", "loss.backward()", "first.step()", "loss.backward()", CLIP), 0),
        (("optimizer.zero_grad()", "loss.backward()", "optimizer.step()", f"if net: {CLIP}"), 0),
    ],
)
def test_gradients_that_are_clipped_after_the_step(lines: tuple[str, ...], count: int) -> None:
    body = "".join(f"        {line}\n" for line in lines)
    head = "import torch\nfrom torch import nn\n\n\ndef train(net, optimizer, first, scaler, losses):\n"
    text = f"{head}    for loss in losses:\n{body}"
    assert len(found("gradients-clipped-late", {"train.py": text})) == count


EARLY = """
    import torch
    from torch.utils.data import random_split

    def train(rows):
        {before}
        parts = random_split(rows, [8, 2])
        torch.manual_seed(7)
        return parts

    if __name__ == "__main__":
        {start}
        print(train([]))
"""


@pytest.mark.parametrize(
    ("before", "start", "count"),
    [
        ("", "", 1),
        ("torch.manual_seed(7)", "", 0),
        ("", "torch.manual_seed(7)", 0),
        ("", "prepare()", 0),
    ],
)
def test_a_seed_that_is_set_after_the_split(before: str, start: str, count: int) -> None:
    text = dedent(EARLY).format(before=before, start=start)
    prepare = "import torch\n\n\ndef prepare():\n    torch.manual_seed(7)\n"
    files = {"train.py": text, "tools.py": prepare}
    if start == "prepare()":
        files["train.py"] = "from tools import prepare\n" + text
    assert len(found("split-unseeded", files)) == count
    files["other.py"] = "import torch\n\nfrom train import train\n\ntorch.manual_seed(7)\nprint(train([]))\n"
    assert found("split-unseeded", files) == []


LIBRARY = """
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"
    [project]
    name = "nets"
    version = "1.0"
    classifiers = ["Topic :: Software Development :: Libraries"]
    [tool.roadworthy]
    profile = "library"
"""


@pytest.mark.parametrize("rule", ["training-unseeded", "model-unsaved"])
def test_a_library_whose_function_trains_is_no_training(rule: str) -> None:
    files = {
        "pyproject.toml": LIBRARY,
        "src/nets/__init__.py": "from nets.steps import train\n",
        "src/nets/steps.py": LOOP.format(imports=""),
    }
    assert found(rule, files) == []
    # A script beside the package that only measures the library starts no training either.
    files["scripts/measure.py"] = "from nets import train\n" + STARTED.format("print(train)")
    assert found(rule, files) == []


@pytest.mark.parametrize("rule", ["training-unseeded", "model-unsaved"])
@pytest.mark.parametrize("path", ["src/nets/train.py", "train.py"])
def test_a_program_of_a_package_that_trains_is_a_training(rule: str, path: str) -> None:
    files = {
        "pyproject.toml": LIBRARY,
        "src/nets/__init__.py": "",
        "src/nets/steps.py": LOOP.format(imports=""),
        path: "from nets.steps import train\n" + STARTED.format("train()"),
    }
    assert len(found(rule, files)) == 1


@pytest.mark.parametrize(
    ("imported", "body", "count"),
    [
        ("sklearn.svm import SVC", "model = SVC().fit(rows, rows)\n    print(model.predict(rows))", 1),
        ("lightgbm import train", "print(train({}, rows).predict(rows))", 1),
        (
            "sklearn.svm import SVC",
            "model = SVC().fit(rows, rows)\n    joblib.dump(model, 'x')\n    model.predict()",
            0,
        ),
        # What draws clusters or prepares rows predicts nothing.
        ("sklearn.svm import SVC", "print(SVC().fit(rows, rows))", 0),
        ("sklearn.preprocessing import StandardScaler", "StandardScaler().fit(rows).predict(rows)", 0),
    ],
)
def test_a_fitted_model_that_nothing_saves(imported: str, body: str, count: int) -> None:
    text = f"import joblib\nfrom {imported}\n\n\ndef main(rows):\n    {body}\n"
    assert len(found("model-unsaved", {"fit.py": text})) == count


def test_a_program_that_never_calls_the_training_has_nothing_to_seed() -> None:
    files = {
        "steps.py": LOOP.format(imports="") + "\n    def predict(model, rows):\n        return model(rows)\n",
        "seeds.py": SEEDS,
        "first.py": "import steps\nfrom seeds import fix\n" + STARTED.format("fix(7)\n    steps.train()"),
        "second.py": "import steps\n" + STARTED.format("steps.predict(1, 2)"),
    }
    assert found("training-unseeded", files) == []
    files["second.py"] = files["second.py"].replace("predict", "train")
    assert len(found("training-unseeded", files)) == 1


def test_a_split_that_is_only_imported_draws_nothing() -> None:
    text = "from sklearn.model_selection import train_test_split\n\n\ndef fit(model, rows):\n    {}\n"
    files = {"train.py": text.format("return model.fit(rows)")}
    assert found("randomness-unseeded", files) == []
    files = {"train.py": text.format("return model.fit(train_test_split(rows)[0])")}
    assert len(found("randomness-unseeded", files)) == 1
    files = {"train.py": text.format("return model.fit(rows)") + "\n\nfit(*train_test_split(ROWS))\n"}
    assert len(found("randomness-unseeded", files)) == 1
