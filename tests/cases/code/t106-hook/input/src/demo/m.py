def fit(rows):
    return sorted(rows)


def export(model):
    return str(model)


def lost(x):
    return x
