"""Pipelines that are broken, endless or huge: bounded in every dialect, and reported with a place."""

from __future__ import annotations

from functools import partial

import pytest

from roadworthy.core.fault import Unreadable
from roadworthy.facts.ci import Pipeline, Verb
from roadworthy.facts.ci.recognise import PipelineFile, pipeline, pipeline_files
from roadworthy.facts.shell import shell_commands
from roadworthy.tree.tree import MemoryTree
from tests.counting import calls, within
from tests.facts.ci.support import project

#: Steps that reading any of these files may take; no more than half of them are taken.
_STEPS = 100_000
FILES = (
    ".github/workflows/ci.yml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
)
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)
TEXTS = {
    "bomb": BOMB.encode(),
    "alias of itself": b"jobs: &a\n  x: *a\n",
    "tab": b"jobs:\n\tx: 1\n",
    "template": b"jobs: {{ cookiecutter.jobs }}\n",
    "huge": b"jobs:\n" + b"  - script: pytest\n" * 600_000,
    "no text": b"jobs: \xff\xfe\x00\n",
    "open quote": b"jobs: 'x\n",
    "deep": b"jobs: " + b"[" * 5_000 + b"\n",
}


def read(file: PipelineFile, tree: MemoryTree) -> Pipeline | str:
    """Return a pipeline, or the file that its fault is placed in."""
    try:
        return pipeline(file, tree)
    except Unreadable as fault:
        return fault.location.file


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_hostile_file_is_bounded_and_placed(path: str, text: bytes) -> None:
    tree = MemoryTree({path: text})
    (file,) = pipeline_files(tree)
    outcome = within(_STEPS, partial(read, file, tree))
    assert outcome == path or (isinstance(outcome, Pipeline) and len(outcome.jobs) < 10)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_hostile_jenkinsfile_is_bounded(text: bytes) -> None:
    tree = MemoryTree({"Jenkinsfile": text + b"\nnode { sh '''pytest" * 50})
    outcome = within(_STEPS, partial(read, pipeline_files(tree)[0], tree))
    assert outcome == "Jenkinsfile" or isinstance(outcome, Pipeline)


@pytest.mark.parametrize("path", FILES)
def test_equal_keys_and_wrong_types(path: str) -> None:
    keys = (
        "jobs workflows pipelines steps stages include default trigger on pr pool strategy variables".split()
    )
    for value in ("7", "[7, [8], {a: b}]", "{a: 7, b: [c], d: {e: f}}", "null", "text", "[[[]]]"):
        text = "".join(f"{key}: {value}\n" for key in (*keys, *keys))
        assert project({path: text}).answer(Verb.TESTS).value in ("no", "unknown")


def test_includes_in_a_circle_end() -> None:
    gitlab = {
        ".gitlab-ci.yml": "include: [a.yml]\nx: {extends: [.a, .b], script: [!reference [.a, script]]}\n",
        "a.yml": "include: [b.yml, .gitlab-ci.yml]\n.a: {extends: .b, script: [!reference [.b, script]]}\n",
        "b.yml": "include: a.yml\n.b: {extends: .a, script: [!reference [.a, script], ruff check]}\n",
    }
    assert project(gitlab).answer(Verb.LINTS).value in ("yes", "unknown")
    azure = {
        "azure-pipelines.yml": "trigger: [main]\njobs: [{template: a.yml}]\n",
        "a.yml": "jobs: [{template: b.yml}, {template: a.yml}]\n",
        "b.yml": "jobs: [{template: a.yml}, {template: b.yml}]\n",
    }
    assert project(azure).answer(Verb.TESTS).value == "unknown"
    action = "runs: {using: composite, steps: [{uses: ./a}, {uses: ./a}, {run: pytest, shell: bash}]}\n"
    github = {
        ".github/workflows/ci.yml": "on: push\njobs: {x: {steps: [{uses: ./a}]}}\n",
        "a/action.yml": action,
    }
    assert project(github).answer(Verb.TESTS).value == "yes"
    command = "{steps: [c, c, {when: {steps: [c]}}]}"
    circle = f"version: 2.1\ncommands: {{c: {command}}}\njobs: {{build: {{steps: [c]}}}}\n"
    assert project({".circleci/config.yml": circle}).answer(Verb.TESTS).value in ("no", "unknown")
    called = "on: workflow_call\njobs: {x: {uses: ./.github/workflows/ci.yml}}\n"
    assert project({".github/workflows/ci.yml": called}).answer(Verb.TESTS).value == "no"
    jenkins = {"Jenkinsfile": "node { load 'a.groovy' }\n", "a.groovy": "load 'a.groovy'\nsh 'pytest'\n"}
    assert project(jenkins).answer(Verb.TESTS).value == "yes"


@pytest.mark.parametrize(
    "script",
    [
        "((" * 20_000,
        "$(" * 20_000,
        "`" * 20_001,
        '"$(' * 20_000,
        "if " * 20_000,
        "{ " * 20_000,
        "a && " * 20_000,
        "<<A " * 5_000 + "\n" + "x\n" * 20_000,
        "case x in " * 5_000,
        "f() {" * 5_000,
        "bash -c '" * 2_000,
        "\\\n" * 50_000,
        "${{" * 20_000,
        "a | " * 20_000 + "b",
    ],
    ids=lambda script: repr(script[:10]),
)
def test_a_hostile_script_takes_steps_in_proportion_to_its_length(script: str) -> None:
    assert calls(partial(shell_commands, script)) < 50 * len(script)
    assert calls(partial(shell_commands, script, errexit=False, pipefail=False)) < 50 * len(script)


def test_a_matrix_that_explodes_is_cut() -> None:
    axes = "".join(f"        a{n}: [{', '.join(str(m) for m in range(50))}]\n" for n in range(8))
    words = " ".join(f"${{{{ matrix.a{n} }}}}" for n in range(8))
    head = f"on: push\njobs:\n  x:\n    strategy:\n      matrix:\n{axes}"
    text = f"{head}    steps:\n      - run: pytest {words}\n"
    found = within(200_000, lambda: project({".github/workflows/ci.yml": text})).answer(Verb.TESTS)
    assert found.value == "yes"
    assert len(found.acts) <= 24


def test_targets_that_call_one_another_end() -> None:
    make = "".join(f"t{n}: t{n + 1} t{n + 1}\n\t$(MAKE) t{n + 1}\n\t$(MAKE) t{n + 1}\n" for n in range(60))
    tox = "[testenv]\ncommands = {[testenv]commands}{[a]b}\n[a]\nb = {[testenv]commands}{[a]b}{[a]b}\n"
    hatch = (
        '[tool.hatch.envs.default.scripts]\na = ["b", "b"]\nb = ["a", "c", "c"]\nc = ["a", "b", "pytest"]\n'
    )
    for command, files, answer in (
        ("make t0", {"Makefile": make}, "unknown"),
        ("tox", {"tox.ini": tox}, "no"),
        ("hatch run a", {"pyproject.toml": hatch}, "yes"),
    ):
        text = f"on: push\njobs: {{x: {{steps: [{{run: {command}}}]}}}}\n"
        whole = {".github/workflows/ci.yml": text, **files}
        assert within(200_000, partial(project, whole)).answer(Verb.TESTS).value == answer
