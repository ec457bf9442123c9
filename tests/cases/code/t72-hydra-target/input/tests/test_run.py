from hydra import compose, initialize

from demo.run import run


def test_run():
    with initialize("../conf"):
        assert run(compose("config"))
