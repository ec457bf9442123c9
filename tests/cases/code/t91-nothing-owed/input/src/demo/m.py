import warnings


def fit(rows):
    return sorted(rows)


def learn(rows):
    warnings.warn("use fit", DeprecationWarning, stacklevel=2)
    return fit(rows)


class Model:
    def __init__(self):
        self._rows = []

    @property
    def rows(self):
        return self._rows

    def save(self):
        message = "not here"
        raise TypeError(message)
