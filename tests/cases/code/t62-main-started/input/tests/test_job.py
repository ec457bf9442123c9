import subprocess
import sys


def test_job():
    assert subprocess.run([sys.executable, "-m", "demo.job"], check=True)
