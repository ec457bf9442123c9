"""A report is given again where files have changed in ways that it does not depend on, and else never."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from roadworthy.core import seen, store
from roadworthy.core.signature import Signature
from roadworthy.core.trace import unpacked
from roadworthy.engine import file_pass, first_stage, recheck
from roadworthy.engine.facts import Facts
from roadworthy.engine.file_pass import FileResult
from roadworthy.facts.artifacts import zipreader
from roadworthy.testing.builders import build_wheel
from tests.cli.conftest import checked, settle
from tests.ecosystem.edits import edited

FORMS = [[], ["--output-format", "full"], ["--output-format", "json"], ["--output-format", "sarif"]]


def test_what_changes_nothing_costs_one_parse(cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = checked(capsys)
    add(cached / "predict.py", "# a remark\n")
    parsed: list[str] = []
    computed: list[Signature] = []
    real, call = file_pass.inspect_file, Facts.call

    def inspect(*arguments: object) -> FileResult:
        parsed.append(arguments[1].path)  # type: ignore[attr-defined]
        return real(*arguments)  # type: ignore[arg-type]

    def compute(self: Facts, signature: Signature, given: dict[str, object]) -> object:
        computed.append(signature)
        return call(self, signature, given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recheck, "inspect_file", inspect)
        patch.setattr(first_stage, "inspect_file", inspect)
        patch.setattr(Facts, "call", compute)
        assert checked(capsys) == (False, *first[1:])
    assert (parsed, computed) == (["predict.py"], [])
    # From now on, the file is known as it is.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recheck, "Recheck", None)
        assert checked(capsys) == (False, *first[1:])


def test_a_remark_in_what_trains_the_served_model_costs_no_run(
    cached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (cached / "train.py").write_text(
        "import joblib\nimport pandas as pd\nfrom sklearn.ensemble import RandomForestClassifier\n\n"
        "rows = pd.read_csv('rows.csv')\nmodel = RandomForestClassifier(random_state=1)\n"
        "model.fit(rows[['age']], rows['left'])\njoblib.dump(model, 'model.joblib')\n",
        "utf-8",
    )
    (cached / "app.py").write_text(
        "import joblib\nfrom fastapi import FastAPI\n\napp = FastAPI()\n"
        "model = joblib.load('model.joblib')\n\n\n@app.get('/leave/{age}')\n"
        "def leave(age: int) -> float:\n    return float(model.predict([[age]])[0])\n",
        "utf-8",
    )
    settle(cached)
    first = checked(capsys)
    for name in ("train.py", "app.py"):
        add(cached / name, "# a remark\n")
        settle(cached)
        assert checked(capsys) == (False, *first[1:])


def test_a_remark_in_modules_that_name_a_holder_costs_no_run(
    cached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (cached / "parts").mkdir()
    for name in "abc":
        head = "# Copyright 2020 Ada Lovelace\n# All rights reserved.\n"
        (cached / "parts" / f"{name}.py").write_text(f"{head}x = 1\n", "utf-8")
    settle(cached)
    first = checked(capsys)
    add(cached / "parts/b.py", "# a remark\n")
    settle(cached)
    assert checked(capsys) == (False, *first[1:])


def add(path: Path, text: str) -> None:
    path.write_bytes(path.read_bytes() + text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "import json\n",
        "def more():\n    return 1\n",
        "password = 'Tr0ub4dor-x3'\n",
        "<<<<<<< HEAD\n=======\n>>>>>>> other\n",
        "x = (\n",
        "x = 1  # roadworthy: ignore[import-unused] no\n",
    ],
)
def test_what_changes_something_is_inspected(
    cached: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    checked(capsys)
    add(cached / "predict.py", text)
    found = checked(capsys)
    assert found[0]
    assert found[1:] == checked(capsys, "--no-cache")[1:]


@pytest.mark.parametrize("form", FORMS)
def test_forms_that_quote_a_file_are_drawn_again(
    cached: Path, capsys: pytest.CaptureFixture[str], form: list[str]
) -> None:
    path = cached / "predict.py"
    path.write_text("import json  # one\n")
    settle(cached)
    checked(capsys, *form)
    for remark in ("two!", "three, which is longer"):
        path.write_text(f"import json  # {remark}\n")
        found = checked(capsys, *form)
        assert not found[0]
        assert found[1:] == checked(capsys, "--no-cache", *form)[1:]
        assert checked(capsys, *form) == found
    # What was drawn before is not kept beside it.
    (entry,) = (cached.parent.parent / "cache").rglob("report*.entry")
    size = entry.stat().st_size
    for number in range(3):
        path.write_text(f"import json  # number {number}\n")
        checked(capsys, *form)
    assert entry.stat().st_size < size + 500


def test_a_change_right_after_one_that_changed_nothing(
    cached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the same size, and with the same status to the last bit."""
    path = cached / "predict.py"
    checked(capsys)
    add(path, "# import os\n")
    frozen, real = os.stat(path), os.stat

    def same(at: object, *arguments: object, **named: object) -> os.stat_result:
        return frozen if str(at).endswith("predict.py") else real(at, *arguments, **named)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "stat", same)
        assert not checked(capsys)[0]
        path.write_bytes(path.read_bytes().replace(b"# import os", b"import   os"))
        found = checked(capsys)
    assert found[0]
    assert found[1:] == checked(capsys, "--no-cache")[1:]


def test_several_changes(cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = checked(capsys)
    for name in ("predict.py", "train_final_v2.py"):
        add(cached / name, "# a remark\n")
    (cached / "data.bin").write_bytes(b"grown" * 100)
    assert checked(capsys) == (False, *first[1:])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recheck, "_FILES", 1)
        for name in ("predict.py", "train_final_v2.py"):
            add(cached / name, "# another remark\n")
        assert checked(capsys) == first


@pytest.mark.parametrize(
    "change",
    [
        lambda path: (path.unlink(), path.symlink_to("train_final_v2.py")),
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: path.chmod(0o755),
        lambda path: path.write_bytes(b"# data\n" * 200_000),
    ],
)
def test_more_than_the_content_changed(
    cached: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], object]
) -> None:
    checked(capsys)
    add(cached / "predict.py", "# a remark\n")
    change(cached / "predict.py")
    found = checked(capsys)
    assert found[0]
    assert found[1:] == checked(capsys, "--no-cache")[1:]


def test_where_the_answer_cannot_be_kept(cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = checked(capsys)
    add(cached / "predict.py", "# a remark\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("roadworthy.core.store.Store.write", lambda *arguments: None)
        for _ in range(2):
            assert checked(capsys) == (False, *first[1:])


def test_what_crashes_now_is_told_by_a_run(cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checked(capsys)
    add(cached / "predict.py", "# a remark\n")

    def crash(*arguments: object) -> FileResult:
        raise RuntimeError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recheck, "inspect_file", crash)
        assert checked(capsys)[0]


def test_runs_at_the_same_time(cached: Path) -> None:
    command = [sys.executable, "-m", "roadworthy", "check"]
    subprocess.run(command, capture_output=True, check=False)
    add(cached / "predict.py", "# a remark\n")
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(3)]
    texts = {process.communicate()[0] for process in runs}
    again = subprocess.run([*command, "--no-cache"], capture_output=True, check=False)
    assert texts == {again.stdout}


@pytest.mark.parametrize("seed", range(3))
def test_any_edit_gives_what_a_run_without_a_cache_gives(
    cached: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    chance = random.Random(seed)
    files = sorted(path for path in cached.rglob("*") if path.suffix in (".py", ".ipynb", ".md", ".txt"))
    checked(capsys)
    for _ in range(6):
        path = chance.choice(files)
        path.write_bytes(edited(path.read_bytes(), chance)[1])
        form = chance.choice(FORMS)
        found = checked(capsys, *form, "--jobs", chance.choice("14"))
        assert found[1:] == checked(capsys, "--no-cache", *form)[1:]


def test_a_file_that_was_asked_in_vain_is_not_parsed_again(
    cached: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checked(capsys)
    add(cached / "predict.py", "import json\n")
    parsed: list[str] = []
    real = file_pass.inspect_file

    def inspect(*arguments: object) -> FileResult:
        parsed.append(arguments[1].path)  # type: ignore[attr-defined]
        return real(*arguments)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recheck, "inspect_file", inspect)
        patch.setattr(first_stage, "inspect_file", inspect)
        assert checked(capsys)[0]
        # What was learned is kept for all runs: with other options, nothing is parsed.
        found = checked(capsys, "--fail-under", "1")
        assert found[0]
    assert parsed == ["predict.py"]
    assert found[1:] == checked(capsys, "--fail-under", "1", "--no-cache")[1:]


def test_an_artifact_is_inflated_once(cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither another form of the report nor a change that it does not depend on reads it again."""
    name, data = build_wheel()
    (cached / "dist").mkdir()
    (cached / "dist" / name).write_bytes(data)
    settle(cached)
    inflated: list[object] = []
    real = zipreader.read_zip

    def read(*arguments: object, **named: object) -> object:
        inflated.append(arguments)
        return real(*arguments, **named)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipreader, "read_zip", read)
        # Of an archive, which is not read as a whole, a status is believed once it is old enough.
        patch.setattr(seen, "_TICK", 0)
        # What was read of it is kept by its hash, for a run on the project as well.
        for path, times in ((f"dist/{name}", 1), (".", 0)):
            inflated.clear()
            first = checked(capsys, path)
            assert len(inflated) == times
            for form in FORMS:
                assert checked(capsys, path, *form)[:2] == (False, first[1])
            add(cached / "predict.py", "# a remark\n")
            assert checked(capsys, path) == (False, *first[1:])
            assert len(inflated) == times


def test_no_hash_of_a_secret_is_kept(cached: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(cached / "predict.py", "password = 'Tr0ub4dor-x3'\n")
    checked(capsys)
    (entry,) = (cached.parent.parent / "cache").rglob("report*.entry")
    # Read by its own reader: the seal before the content is any bytes.
    kept = store.opened(os.environ)
    assert kept is not None
    head, _, rest = (kept.read(entry.stem) or b"").partition(b"\n")
    start, end = json.loads(head)["trace"]
    files = {Path(path).name for path in unpacked(rest[start:end])["files"]}
    assert "train_final_v2.py" in files
    assert "predict.py" not in files
    # So any change of the file is one that counts.
    add(cached / "predict.py", "# a remark\n")
    found = checked(capsys)
    assert found[0]
    assert found[1:] == checked(capsys, "--no-cache")[1:]
