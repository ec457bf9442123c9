import warnings


class LegacyAPIWarning(FutureWarning):
    """What is left of version 3."""


def old(rows):
    warnings.warn("old() will be removed", LegacyAPIWarning, stacklevel=2)
    return new(rows)


def slow(rows):
    warnings.warn("this takes a while", ResourceWarning, stacklevel=2)
    return new(rows)


def new(rows):
    return list(rows)
