import pickle


def a(file):
    return pickle.load(file)  # nosec B301


def b(file):
    return pickle.load(file)  # nosec B101


def c(file):
    return pickle.load(file)  # noqa: S301
