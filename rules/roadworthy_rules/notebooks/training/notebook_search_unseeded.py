from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._trainings._searches import unseeded_searches
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.NOTE, since="0.3")
def notebook_search_unseeded(notebook: Notebook) -> Iterator[Finding]:
    """A search for hyperparameters in a notebook draws without a seed.

    A study of Optuna draws what it tries by its sampler, and a seed of NumPy or torch does not reach it: when
    you run the notebook again, it finds other hyperparameters. Pass
    `sampler=optuna.samplers.TPESampler(seed=...)` to `create_study`.

    The rule reads cells as `search-unseeded` reads modules, and reports a notebook once.

    ```notebook bad
    [[cells]]
    source = '''
    import optuna
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import cross_val_score

    def objective(trial):
        model = Ridge(trial.suggest_float("alpha", 0.1, 10))
        return cross_val_score(model, rows, target).mean()

    study = optuna.create_study(direction="maximize")
    study.optimize(objective, n_trials=50)
    '''
    ```
    ```notebook good
    [[cells]]
    source = '''
    import optuna
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import cross_val_score

    def objective(trial):
        model = Ridge(trial.suggest_float("alpha", 0.1, 10))
        return cross_val_score(model, rows, target).mean()

    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=7))
    study.optimize(objective, n_trials=50)
    '''
    ```
    """
    cells = training_cells(notebook, lambda text: "create_study(" in text)
    if cells is None:
        return
    found = [*unseeded_searches(cells.nodes)]
    if found:
        (node, message), *others = found
        yield Finding(message, cells.at(node), related=tuple(cells.at(item) for item, _ in others))
