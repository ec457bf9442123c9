import warnings


def fit(rows):
    return sorted(rows)


def learn(rows, old=None):
    if old:
        warnings.warn("old", DeprecationWarning, stacklevel=2)
    return fit(rows)


class Model:

    @property
    def size(self):
        return sum(self._rows) + 1
