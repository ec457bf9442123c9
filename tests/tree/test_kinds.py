"""Which kind of file a path names, and how such files write comments."""

from __future__ import annotations

import pytest

from roadworthy.tree.kinds import Kind, kind_of


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("src/churn/model.py", Kind.PYTHON),
        ("explore.ipynb", Kind.NOTEBOOK),
        ("pyproject.toml", Kind.TOML),
        ("Pipfile", Kind.TOML),
        ("uv.lock", Kind.TOML),
        ("Pipfile.lock", Kind.JSON),
        ("package.json", Kind.JSON),
        (".github/workflows/ci.yml", Kind.YAML),
        ("setup.cfg", Kind.INI),
        ("tox.ini", Kind.INI),
        (".coveragerc", Kind.INI),
        ("requirements.txt", Kind.REQUIREMENTS),
        ("requirements-docker.txt", Kind.REQUIREMENTS),
        ("requirements/prod.in", Kind.REQUIREMENTS),
        ("constraints.txt", Kind.REQUIREMENTS),
        ("Dockerfile", Kind.DOCKERFILE),
        ("deploy/Dockerfile.prod", Kind.DOCKERFILE),
        ("Dockerfile-gpu", Kind.DOCKERFILE),
        ("serve.dockerfile", Kind.DOCKERFILE),
        ("Containerfile", Kind.DOCKERFILE),
        ("README.md", Kind.MARKDOWN),
        ("docs/index.rst", Kind.RESTRUCTUREDTEXT),
        (".gitignore", Kind.LINES),
        (".env.prod", Kind.LINES),
        ("Makefile", Kind.MAKEFILE),
        ("run.sh", Kind.SHELL),
        # and what only looks like one of them
        ("Dockerfile.md", Kind.MARKDOWN),
        ("Dockerfile.j2", Kind.OTHER),
        ("Dockerfiles", Kind.OTHER),
        ("DockerfileWorker", Kind.DOCKERFILE),
        ("DockerfileParser.java", Kind.OTHER),
        ("Dockerfile.prod.sh", Kind.SHELL),
        ("notes.txt", Kind.OTHER),
        ("my-requirements/notes.txt", Kind.OTHER),
        ("toml", Kind.OTHER),
        (".toml", Kind.OTHER),
        ("setup.cfg.bak", Kind.OTHER),
        ("requirements.txt/data.csv", Kind.OTHER),
    ],
)
def test_kind(path: str, kind: Kind) -> None:
    assert kind_of(path) is kind


def test_what_has_no_comments() -> None:
    assert {kind for kind in Kind if kind.comments is None} == {Kind.NOTEBOOK, Kind.JSON, Kind.OTHER}
