import subprocess


def test_command():
    assert subprocess.check_output(["demo-export"])
