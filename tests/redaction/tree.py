"""A project that holds every kind of secret in each of twelve places, beside findings that would quote it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from roadworthy.testing.builders import build_wheel
from roadworthy.testing.pages import build_notebook
from tests.redaction.samples import issued_samples, placed_samples, private_key

PLACES = (
    *("code", "comment", "cell", "output", "markdown", "workflow"),
    *("yaml", "toml", "ini", "dockerfile", "requirements", "wheel"),
)


@dataclass(frozen=True)
class Planted:
    """The secrets of one place: issued tokens, texts whose place tells a secret, and all that is secret."""

    tokens: list[str]
    texts: list[str]
    secrets: dict[str, str]
    key: list[str]

    @classmethod
    def at(cls, place: str) -> Planted:
        issued, placed, key = issued_samples(place), placed_samples(place), private_key(place)
        secrets = {**issued, **{kind: secret for kind, (_, secret) in placed.items()}}
        secrets |= {f"line {number} of a key": line for number, line in enumerate(key)}
        return cls(list(issued.values()), [text for text, _ in placed.values()], secrets, key)

    @property
    def lines(self) -> list[str]:
        return [*self.tokens, *self.texts]

    @property
    def pem(self) -> str:
        name = "RSA PRIVATE " + "KEY-----"
        return "\n".join(("-----BEGIN " + name, *self.key, "-----END " + name))


def planted() -> dict[str, Planted]:
    """Return what each place holds; no two hold the same secret."""
    return {place: Planted.at(place) for place in PLACES}


def write_tree(root: Path) -> dict[str, Planted]:
    """Write the project, and return what it holds."""
    places = planted()
    for path, data in _files(places):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else data.encode())
    return places


def _files(places: dict[str, Planted]) -> Iterator[tuple[str, str | bytes]]:
    yield "src/churn/__init__.py", ""
    yield "src/churn/model.py", _code(places["code"])
    yield "src/churn/notes.py", _comments(places["comment"])
    yield "explore.ipynb", _notebook(places["cell"], places["output"])
    yield "README.md", _readme(places["markdown"])
    yield ".github/workflows/ci.yml", _workflow(places["workflow"])
    yield "environment.yml", _yaml(places["yaml"])
    yield "pyproject.toml", _toml(places["toml"])
    yield "setup.cfg", _ini(places["ini"])
    yield "Dockerfile", _dockerfile(places["dockerfile"])
    yield "requirements.txt", _requirements(places["requirements"])
    yield _wheel(places["wheel"])


def _code(held: Planted) -> str:
    lines = ["import os", "", "", "def fit(rows, extra=[]):"]
    for text in held.lines:
        lines += [f"    print({text!r})", f"    rows[{text!r}]"]
    return "\n".join([*lines, f'    key = """{held.pem}"""', "    print(key)", "    return rows", ""])


def _comments(held: Planted) -> str:
    lines = ["import os  # unused", "", "", "def note(rows):"]
    for text in held.lines:
        lines += [f"    # {text}", "    print(rows)", f"    # print({text!r})", "    # rows.append(1)"]
    lines += [f"    # {line}" for line in held.pem.split("\n")]
    return "\n".join([*lines, "    print(rows)", "    return rows", ""])


def _notebook(cell: Planted, output: Planted) -> bytes:
    cells = [
        {
            "source": f"import os\nfrom os import *\nrows[{inside!r}]\nconnect({inside!r})\n!echo {inside}\n",
            "count": number,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": [f"{printed}\n"]}],
        }
        for number, (inside, printed) in enumerate(zip(cell.lines, output.lines, strict=True), 1)
    ]
    last = {
        "source": f'key = """{cell.pem}"""\nprint(missing)\n',
        "outputs": [
            {"output_type": "stream", "name": "stdout", "text": output.pem.splitlines(keepends=True)}
        ],
    }
    return build_notebook([*cells, last])


def _readme(held: Planted) -> str:
    lines = [f"Use `{text}` ![a plot](plots/a.png)\n" for text in held.lines]
    return "\n".join(["# churn\n", *lines, "```", held.pem, "```", ""])


def _workflow(held: Planted) -> str:
    lines = ["on: push", "jobs:", "  test:", "    runs-on: ubuntu-latest", "    steps:"]
    for number, text in enumerate(held.lines):
        lines += ["      - uses: actions/checkout@main", f"        name: {json.dumps(text)}", "        env:"]
        lines += [f"          VALUE_{number}: {json.dumps(text)}"]
    lines += [
        "      - run: |",
        *(f"          {line}" for line in held.pem.split("\n")),
        "        continue-on-error: true",
    ]
    return "\n".join([*lines, ""])


def _yaml(held: Planted) -> str:
    lines = ["dependencies:", "  - pip:"]
    lines += [f"    - {json.dumps(text)}" for text in held.lines]
    return "\n".join(
        [*lines, "variables:", "  KEY: |", *(f"    {line}" for line in held.pem.split("\n")), ""]
    )


def _toml(held: Planted) -> str:
    listed = ",\n  ".join(json.dumps(text) for text in held.lines)
    keys = "\n".join(f"{json.dumps(text)} = {json.dumps(text)}" for text in held.lines)
    return f"""\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "churn"
version = "1.0"
description = "A model"
readme = "README.md"
license = {json.dumps(" ".join(held.tokens[:2]))}
requires-python = {json.dumps(held.tokens[0])}
keywords = [
  {listed}
]
classifiers = [
  {listed}
]
dependencies = [
  {listed}
]
dynamic = [
  {listed}
]
{keys}

[project.urls]
{keys}

[project.scripts]
{keys}

[dependency-groups]
{keys.replace(' = "', ' = ["').replace(chr(10), "]" + chr(10))}]

[tool.churn]
key = '''
{held.pem}
'''
"""


def _ini(held: Planted) -> str:
    listed = "\n    ".join(held.lines)
    keys = "\n".join(f"key{number} = {text}" for number, text in enumerate(held.lines))
    key = "\n    ".join(held.pem.split("\n"))
    return (
        f"[metadata]\nname = churn\nclassifiers =\n    {listed}\nlicense = {held.tokens[0]}\n{keys}\n"
        f"key = {key}\n[options]\ninstall_requires =\n    {listed}\n"
    )


def _dockerfile(held: Planted) -> str:
    lines = ["FROM python:latest", "USER root"]
    for number, text in enumerate(held.lines):
        lines += [
            f"ENV VALUE_{number}={json.dumps(text)}",
            f"RUN pip install -e . && echo {json.dumps(text)}",
        ]
    return "\n".join([*lines, ""])


def _requirements(held: Planted) -> str:
    lines = ["--index-url http://packages.example.com/simple", *held.lines]
    lines += [f"--extra-index-url {text}" for text in held.lines]
    return "\n".join([*lines, ""])


def _wheel(held: Planted) -> tuple[str, bytes]:
    listed = "\n".join(held.lines)
    keyed = "\n".join(f"x, {text}" for text in held.lines)
    headers = {
        "Classifier": listed,
        "Requires-Dist": listed,
        "Project-URL": keyed,
        "License-Expression": held.tokens[0],
    }
    headers |= {
        "Requires-Python": held.tokens[1],
        "Provides-Extra": listed,
        "Description": f"{listed}\n{held.pem}\n",
    }
    name, data = build_wheel(
        name="churn", metadata=headers, entry_points=f"[console_scripts]\nx = {held.tokens[0]}\n"
    )
    return f"dist/{name}", data
