import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules.code.training._loops import inside, scopes

_TEST = re.compile(r"(?i)(?:^|(?<=_))test(?=_)|(?<=_)test$")
_HELD = ("val", "valid", "validation")


@rule(Severity.WARNING, since="0.3", handwritten=True)
def test_score_of_validation_rows(module: Module) -> Iterator[Finding]:
    """A score that is called the test score is computed on the validation rows.

    The model was chosen by these rows, so the score is too good, and the test set that was made for this is
    never used. Pass the test set.

    The rule reports `test_accuracy = score(model, val_loader)` if the same function makes `test_loader`, and
    nothing in the module reads it.

    ```python bad
    def run(model, split, load, fit, score, rows):
        train_rows, val_rows, test_rows = split(rows)
        val_loader = load(val_rows)
        test_loader = load(test_rows)
        fit(model, load(train_rows), val_loader)
        test_accuracy = score(model, val_loader)
        return test_accuracy
    ```
    ```python good
    def run(model, split, load, fit, score, rows):
        train_rows, val_rows, test_rows = split(rows)
        val_loader = load(val_rows)
        test_loader = load(test_rows)
        fit(model, load(train_rows), val_loader)
        val_accuracy = score(model, val_loader)
        test_accuracy = score(model, test_loader)
        return val_accuracy, test_accuracy
    ```
    """
    text = module.text
    if "test_" not in text or "val" not in text:
        return
    if not is_run(module.path, module.role):
        return
    assigned = [node for node in nodes_of(module, ast.Assign) if isinstance(node.value, ast.Call)]
    wanted = {id(node) for node in assigned if (names := _bound(node)) and all(map(_TEST.search, names))}
    if not wanted:
        return
    read = {node.id for node in nodes_of(module, ast.Name) if isinstance(node.ctx, ast.Load)}
    for scope in scopes(module):
        nodes = inside(scope)
        if not any(id(node) in wanted for node in nodes):
            continue
        made = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        unread = {name for name in made - read if _TEST.search(name)}
        held = {_TEST.sub(word, name, count=1): name for name in unread for word in _HELD}
        for node in nodes:
            if id(node) in wanted and isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                given = [*node.value.args, *(item.value for item in node.value.keywords)]
                for item in given:
                    if isinstance(item, ast.Name) and item.id in held and item.id in made:
                        score, test = _bound(node)[0], held[item.id]
                        message = f"`{score}` is computed on `{item.id}`, and `{test}` is never read"
                        yield Finding(message, module.at(node))
                        return


def _bound(node: ast.Assign) -> list[str]:
    """Return the names that an assignment binds; none where it binds anything else, too."""
    parts = [
        part
        for target in node.targets
        for part in (target.elts if isinstance(target, ast.Tuple) else [target])
    ]
    names = [part.id for part in parts if isinstance(part, ast.Name)]
    return names if len(names) == len(parts) else []
