class Model:
    """A model.

    >>> Model().fit([1])
    [1]
    """

    def fit(self, rows):
        return list(rows)


def load(x):
    return x
