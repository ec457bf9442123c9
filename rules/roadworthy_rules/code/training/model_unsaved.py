from collections.abc import Iterator

from roadworthy import Finding, Layout, ModuleSummary, NotebookSummary, Profile, Severity, rule
from roadworthy_rules._trainings._unsaved_models import WHAT, is_any_stored, trained_in_module
from roadworthy_rules.code._programs import run_here


@rule(Severity.NOTE, since="0.2", handwritten=True)
def model_unsaved(
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    layout: Layout,
    profile: Profile,
) -> Iterator[Finding]:
    """A trained model is never saved.

    The result of the training is lost when the process ends, so you cannot serve it, compare it or check its
    scores again. Save the weights with `torch.save(model.state_dict(), path)` or `model.save(path)`, and a
    fitted model of scikit-learn with `joblib.dump(model, path)`, together with the settings of the run.

    The rule looks for training loops with torch, Keras or TensorFlow, and for models of scikit-learn,
    XGBoost, LightGBM and CatBoost that are fitted and predict. It stays silent if a name anywhere in the
    project speaks of saving, dumping, exporting or checkpoints, unless it is one for plots, scores, data or
    text, such as `savefig` or `save_dataset`. It ignores what a library offers to others.

    ```python train.py bad
    import torch

    def train(model, loader, optimizer, loss):
        for rows, target in loader:
            loss(model(rows), target).backward()
            optimizer.step()
        return model

    if __name__ == "__main__":
        train(*build())
    ```
    ```python train.py good
    import torch

    def train(model, loader, optimizer, loss, path):
        for rows, target in loader:
            loss(model(rows), target).backward()
            optimizer.step()
        torch.save(model.state_dict(), path)

    if __name__ == "__main__":
        train(*build())
    ```
    ```python fit.py bad
    from sklearn.linear_model import LogisticRegression

    def main(rows, target, others):
        model = LogisticRegression().fit(rows, target)
        print(model.predict(others))
    ```
    ```python fit.py bad
    import pandas as pd
    from sklearn.linear_model import LogisticRegression

    def save_dataset(rows, path):
        pd.DataFrame(rows).to_parquet(path)

    def main(rows, target, others):
        save_dataset(rows, "rows.parquet")
        model = LogisticRegression().fit(rows, target)
        print(model.predict(others))
    ```
    ```python fit.py good
    import joblib
    from sklearn.linear_model import LogisticRegression

    def main(rows, target, others):
        model = LogisticRegression().fit(rows, target)
        print(model.predict(others))
        joblib.dump(model, "model.joblib")
    ```
    """
    if is_any_stored(modules, notebooks):
        return
    here = run_here(modules, layout, profile)
    for network in (True, False):
        for module in modules:
            if module.path in here and (at := trained_in_module(module, network)):
                yield Finding(f"the project {WHAT[network]} and never saves it", at)
                return
