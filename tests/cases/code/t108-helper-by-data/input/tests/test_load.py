import json
from pathlib import Path

from demo.m import fit


def test_load():
    rows = json.loads((Path(__file__).parent / "load.json").read_text())
    assert fit(rows)
