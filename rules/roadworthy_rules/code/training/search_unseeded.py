import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules._trainings._searches import unseeded_searches


@rule(Severity.NOTE, since="0.3", handwritten=True)
def search_unseeded(module: Module) -> Iterator[Finding]:
    """A search for hyperparameters draws without a seed.

    A study of Optuna draws what it tries by its sampler. A seed of NumPy or torch does not reach the sampler,
    so each run of the search finds other hyperparameters, and you cannot repeat it. Pass
    `sampler=optuna.samplers.TPESampler(seed=...)` to `create_study`.

    The rule ignores studies whose sampler the module does not make.

    ```python bad
    import optuna

    def search(objective):
        study = optuna.create_study(direction="maximize")
        study.optimize(objective, n_trials=50)
        return study.best_params
    ```
    ```python good
    import optuna

    def search(objective):
        sampler = optuna.samplers.TPESampler(seed=7)
        study = optuna.create_study(direction="maximize", sampler=sampler)
        study.optimize(objective, n_trials=50)
        return study.best_params

    def go_on(objective, sampler):
        study = optuna.create_study(sampler=sampler)
        study.optimize(objective, n_trials=50)
        return study.best_params
    ```
    """
    if "create_study(" in module.text and is_run(module.path, module.role):
        for node, message in unseeded_searches(nodes_of(module, ast.Call, ast.Assign)):
            yield Finding(message, module.at(node))
