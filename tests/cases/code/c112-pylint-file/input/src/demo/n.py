import os


def f(x):
    # pylint: disable=unused-import
    return x
