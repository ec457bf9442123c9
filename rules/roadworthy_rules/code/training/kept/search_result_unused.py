import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, last_name, nodes_of, rule
from roadworthy_rules.code.training._loops import all_inside, inside, scopes

_SEARCHES = frozenset(
    "BayesSearchCV GridSearchCV HalvingGridSearchCV HalvingRandomSearchCV RandomizedSearchCV"
    " create_study".split()
)
_RUNS = frozenset(("fit", "optimize"))
_FOUND = frozenset("best_params best_params_ best_trial".split())
_SHOWN = frozenset("best_score_ best_value cv_results_ trials".split()) | _FOUND


@rule(Severity.NOTE, since="0.3", handwritten=True)
def search_result_unused(module: Module) -> Iterator[Finding]:
    """The hyperparameters that a search finds are only printed.

    You have to copy them into the code that trains. After the next search, with other data, they are often
    the old ones, and nothing says where they come from. Use `search.best_estimator_`, or write
    `search.best_params_` to a file that the training reads.

    The rule applies to searches of scikit-learn and studies of Optuna that a module runs and uses in nothing
    but `print`. It ignores studies with a storage, and modules that log to MLflow or W&B.

    ```python bad
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.model_selection import GridSearchCV

    def main(rows, target):
        search = GridSearchCV(RandomForestClassifier(random_state=7), {"max_depth": [3, 5]})
        search.fit(rows, target)
        print(search.best_params_)
        return RandomForestClassifier(max_depth=5, random_state=7).fit(rows, target)
    ```
    ```python good
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.model_selection import GridSearchCV

    def main(rows, target):
        search = GridSearchCV(RandomForestClassifier(random_state=7), {"max_depth": [3, 5]})
        search.fit(rows, target)
        print(search.best_params_)
        return search.best_estimator_
    ```
    """
    text = module.text
    if "print(" not in text or "best_" not in text or "mlflow" in text or "wandb" in text:
        return
    if not is_run(module.path, module.role) or not any(
        last_name(node.func) in _SEARCHES for node in nodes_of(module, ast.Call)
    ):
        return
    shown = _shown(module)
    uses = [
        node
        for node in all_inside(module)
        if isinstance(node, (ast.Attribute, ast.Name)) and isinstance(node.ctx, ast.Load)
    ]
    used = _used(uses, shown)
    for scope in scopes(module):
        for node in inside(scope):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_search(value):
                    if name not in used and (at := _printed(uses, shown, name)):
                        yield Finding(
                            f"what `{name}` finds is only printed, so you have to copy it", module.at(at)
                        )


def _shown(module: Module) -> set[int]:
    """Return the nodes that are printed, and those of loops that only print: by their `id()`."""
    found: set[int] = set()
    for node in nodes_of(module, ast.Call, ast.For):
        match node:
            case ast.Call(func=ast.Name(id="print")):
                found.update(map(id, ast.walk(node)))
            case ast.For(iter=rows, body=body) if all(
                isinstance(item, ast.Expr)
                and isinstance(item.value, ast.Call)
                and last_name(item.value.func) == "print"
                for item in body
            ):
                found.update(map(id, ast.walk(rows)))
    return found


def _is_search(value: ast.expr) -> bool:
    """Tell whether a value is a search, or one that was run at once."""
    match value:
        case ast.Call(func=ast.Attribute(attr="fit", value=ast.Call() as inner)):
            return _is_search(inner)
        case ast.Call():
            # A storage keeps the trials of a study.
            stored = any(item.arg in (None, "storage") for item in value.keywords)
            return last_name(value.func) in _SEARCHES and not stored
    return False


def _used(uses: list[ast.Attribute | ast.Name], shown: set[int]) -> set[str]:
    """Return the names that code uses in any other way than to run a search and to print what it found."""
    owners = {id(node.value): node for node in uses if isinstance(node, ast.Attribute)}
    found = set()
    for node in uses:
        if isinstance(node, ast.Name):
            owner = owners.get(id(node))
            runs = owner is not None and owner.attr in _RUNS
            prints = owner is not None and owner.attr in _SHOWN and id(node) in shown
            if not runs and not prints:
                found.add(node.id)
    return found


def _printed(uses: list[ast.Attribute | ast.Name], shown: set[int], name: str) -> ast.AST | None:
    """Return where code prints the hyperparameters that a search found."""
    for node in uses:
        match node:
            case ast.Attribute(attr=attribute, value=ast.Name(id=owner)) if owner == name:
                if attribute in _FOUND and id(node) in shown:
                    return node
    return None
