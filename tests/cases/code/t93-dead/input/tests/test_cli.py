from demo.cli import main


def test_main():
    assert main() == [1]
