from collections.abc import Iterator

from roadworthy import Finding, ModuleSummary, NotebookSummary, Profile, Severity, rule
from roadworthy_rules._trainings._unsaved_models import (
    WHAT,
    is_any_stored,
    trained_in_module,
    trained_in_notebook,
)


@rule(Severity.NOTE, since="0.2", handwritten=True)
def notebook_model_unsaved(
    notebooks: tuple[NotebookSummary, ...], modules: tuple[ModuleSummary, ...], profile: Profile
) -> Iterator[Finding]:
    """A model that a notebook trains is never saved.

    The model is lost when the kernel stops, so you cannot serve it, compare it or check its scores again.
    Save the weights with `torch.save(model.state_dict(), path)` or `model.save(path)`, and a fitted model of
    scikit-learn with `joblib.dump(model, path)`.

    The rule reports a project once. It reads notebooks as `model-unsaved` reads modules, and leaves a project
    to that rule whose modules train as well. It ignores the notebooks of a library.

    ```notebook bad
    cells = [
        { source = "from xgboost import XGBClassifier" },
        { source = "model = XGBClassifier()" },
        { source = "model.fit([[1], [2]], [0, 1])" },
        { source = "model.predict([[3]])" },
    ]
    ```
    ```notebook good
    cells = [
        { source = "from xgboost import XGBClassifier" },
        { source = "model = XGBClassifier()" },
        { source = "model.fit([[1], [2]], [0, 1])" },
        { source = "model.predict([[3]])" },
        { source = "model.save_model('model.json')" },
    ]
    ```
    """
    if profile.name == "library" or is_any_stored(modules, notebooks):
        return
    sources = [module for module in modules if module.role == "source"]
    if any(trained_in_module(module, network) for module in sources for network in WHAT):
        return
    for network in WHAT:
        for notebook in notebooks:
            if at := trained_in_notebook(notebook, network):
                yield Finding(f"the project {WHAT[network]} and never saves it", at)
                return
