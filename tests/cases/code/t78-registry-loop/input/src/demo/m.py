def fit(rows):
    return sorted(rows)


def export(model):
    return str(model)


STEPS = [fit, export]


def run(rows):
    for step in STEPS:
        rows = step(rows)
    return rows
