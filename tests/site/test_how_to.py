"""The snippets of the how-to pages, each held against the schema or the reader of its system."""

from __future__ import annotations

import configparser
import functools
import json
import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from roadworthy.settings.config import load
from roadworthy.settings.select import check_names
from roadworthy.testing.pages import plugins
from roadworthy.tree.tree import MemoryTree
from tests.facts.ci.support import project

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
_FENCE = re.compile(r'^```(\S+) title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
SNIPPETS = [
    pytest.param(match[2], match[3], id=f"{page.stem}-{number}-{match[2]}")
    for page in sorted(HOW_TO.glob("*.md"))
    for number, match in enumerate(_FENCE.finditer(page.read_text(encoding="utf-8")))
]
#: The schemas that `check-jsonschema` ships, by the name of the file that each is for.
_SCHEMAS = {
    ".gitlab-ci.yml": "gitlab-ci",
    "azure-pipelines.yml": "azure-pipelines",
    "bitbucket-pipelines.yml": "bitbucket-pipelines",
    "config.yml": "circle-ci",
}


def schema_of(path: str) -> str:
    return "github-workflows" if path.startswith(".github/workflows/") else _SCHEMAS.get(Path(path).name, "")


@functools.cache
def validator(name: str) -> Any:
    from jsonschema.validators import validator_for

    vendor = resources.files("check_jsonschema") / "builtin_schemas" / "vendor"
    schema = json.loads((vendor / f"{name}.json").read_text(encoding="utf-8"))
    return validator_for(schema)(schema)


def read_yaml(text: str) -> Any:
    """Return YAML as its readers see it: `on` is a key and no truth value, as in YAML 1.2."""
    return yaml.load(text, Loader=_Yaml12)


class _Yaml12(yaml.SafeLoader):
    """YAML whose only truth values are `true` and `false`."""


_Yaml12.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize(("path", "text"), SNIPPETS)
def test_a_snippet_is_what_its_reader_takes(path: str, text: str, tmp_path: Path) -> None:
    name = Path(path).name
    if name == ".pre-commit-config.yaml":
        from pre_commit.clientlib import load_config

        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        assert load_config(file)["repos"]
    elif schema := schema_of(path):
        assert [error.message for error in validator(schema).iter_errors(read_yaml(text))] == []
        assert runs_roadworthy(path, text)
    elif name == "Jenkinsfile":
        assert runs_roadworthy(path, text)
    elif name.endswith(".toml"):
        assert tomllib.loads(text)
        # The file that a project extends is above it, and none is above this tree.
        alone = re.sub(r"(?m)^extend = .*$", "", text)
        config = load(MemoryTree({name: alone.encode()}))
        assert check_names(config, plugins().rules) == []
    elif name == "pip.conf":
        parser = configparser.ConfigParser()
        parser.read_string(text)
        assert parser["global"]["index-url"]
    else:
        assert name == "requirements.txt"
        assert all(line.startswith("--") or "==" in line for line in text.splitlines())


def runs_roadworthy(path: str, text: str) -> bool:
    """Tell whether a job of a pipeline starts Roadworthy, as our own readers see it."""
    ci = project({path: text})
    if "component: " in text:
        return "/roadworthy@" in text and [item.what for item in ci.unseen] != []
    assert not ci.unseen
    steps = [step for ran in ci.jobs for step in ran.job.steps]
    return any("roadworthy" in str(step) for step in steps)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".github/workflows/a.yml", "on: push\njobs:\n  a:\n    runs_on: ubuntu-latest\n    steps: []\n"),
        (".gitlab-ci.yml", "roadworthy:\n  script: 3\n"),
        ("azure-pipelines.yml", "steps:\n  - scrip: true\n"),
        ("bitbucket-pipelines.yml", "pipelines:\n  default: roadworthy\n"),
        (".circleci/config.yml", "version: 2.1\njobs:\n  a:\n    steps: 3\n"),
    ],
)
def test_a_wrong_pipeline_is_noticed(path: str, text: str) -> None:
    assert list(validator(schema_of(path)).iter_errors(read_yaml(text)))


def test_a_pipeline_without_roadworthy_is_noticed() -> None:
    assert not runs_roadworthy(".gitlab-ci.yml", "test:\n  script: pytest\n")
