import subprocess
import sys
from pathlib import Path


def test_train():
    path = Path(__file__).parents[1] / "train.py"
    assert subprocess.run([sys.executable, str(path)], check=True)
