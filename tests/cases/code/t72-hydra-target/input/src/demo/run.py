from hydra.utils import instantiate

from demo.m import fit


def run(config):
    fit([1])
    return instantiate(config.step)
