"""The plan for moving functions out of a notebook, as the JSON report has it."""

from __future__ import annotations

import json
from pathlib import Path

from roadworthy.commands.run import Request, check
from roadworthy.report.json import render
from roadworthy.testing.pages import build_notebook

CLEAN = """\
def clean(rows):
    kept = []
    for row in rows:
        if row.age is not None:
            kept.append(row)
    return sorted(kept)
"""
FIT = """\
def fit(rows):
    kept = clean(rows)
    total = 0
    for row in kept:
        total += row.age * rate
    mean = total / len(kept)
    return np.asarray(mean)
"""


def test_the_plan_names_parameters_and_what_is_there_already(tmp_path: Path) -> None:
    package = tmp_path / "src" / "demo"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "features.py").write_text(CLEAN.replace("rows", "table").replace("kept", "good"))
    cells = [{"source": "import numpy as np\nrate = 0.1"}, {"source": CLEAN}, {"source": FIT}]
    (tmp_path / "explore.ipynb").write_bytes(build_notebook(cells))
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "demo"\nversion = "1"\n'
        "[tool.roadworthy.rules.notebook-logic-kept]\nfunctions = 2\n"
    )
    report = check(Request(paths=(str(tmp_path),)))
    findings = json.loads(render(report))["projects"][0]["findings"]
    (found,) = [item for item in findings if item["rule"] == "notebook-logic-kept"]
    assert "`fit` needs `rate`" in found["message"]
    assert "`clean` is nearly `src/demo/features.py:clean`" in found["message"]
    first, second, third = found["details"]["cells"]
    assert first == {"cell": 1, "reads": [], "binds": ["np", "rate"], "definitions": []}
    assert second["definitions"][0]["repeats"] == ["src/demo/features.py:clean"]
    assert third["definitions"] == [
        {
            "name": "fit",
            "parameters": ["rows"],
            "needs": ["rate"],
            "calls": ["clean"],
            "imports": ["np"],
            "repeats": [],
        }
    ]
    assert all(item["details"] == {} for item in findings if item is not found)
