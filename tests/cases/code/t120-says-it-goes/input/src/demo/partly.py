from demo.model import fit
from demo.text import red


def fit_model(rows):
    print(red("fit_model is deprecated: call demo.model.fit"))
    return fit(list(rows) + [1])


def fit_all(tables, rate=None):
    if rate:
        print("`rate` is deprecated")
    return [fit(rows) for rows in tables]
