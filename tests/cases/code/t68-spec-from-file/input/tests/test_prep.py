import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_prep():
    spec = importlib.util.spec_from_file_location("prep", ROOT / "scripts" / "prep.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.prep([1]) == [1]
