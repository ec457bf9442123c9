"""Notebooks in a directory of documentation: pages of a site, or the analysis itself."""

from __future__ import annotations

import json

import pytest

from tests.packs.test_import_targets import found


def notebook(*counts: int) -> str:
    """Return a notebook whose cells have these counts."""
    cells = [
        {"cell_type": "code", "execution_count": count, "metadata": {}, "outputs": [], "source": ["x = 1"]}
        for count in counts
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({}, 1),
        ({"docs/data.csv": "a,b\n"}, 1),
        ({"docs/conf.py": ""}, 0),
        ({"mkdocs.yml": ""}, 0),
        ({".readthedocs.yaml": ""}, 0),
        ({"docs/index.md": ""}, 0),
        # A package is what the project is there for, and the notebooks explain it.
        ({"pyproject.toml": "[project]\nname = 'demo'\nversion = '1'\n", "src/demo/__init__.py": ""}, 0),
    ],
)
def test_notebooks_that_no_site_shows_are_work(files: dict[str, str], count: int) -> None:
    project = {"docs/prices.ipynb": notebook(1, 3, 2), "src/serve.py": "X = 1\n", **files}
    assert len(found("notebook-order-broken", project)) == count
