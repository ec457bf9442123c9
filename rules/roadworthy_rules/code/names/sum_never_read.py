import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, lines_within, nodes_of, rule

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef)
#: What may read any name.
_READS_ALL = frozenset(("eval", "exec", "locals", "vars"))


@rule(Severity.NOTE, since="0.2", handwritten=True)
def sum_never_read(module: Module) -> Iterator[Finding]:
    """A function adds up a value and never reads it.

    Mostly another name is printed or returned in its place, as the loss of the last batch instead of the mean
    of all. Use the sum, or remove it.

    The rule looks at names of a function that begin with a number or a text, that `+=` and the like change,
    and that nothing reads. It ignores what only counts, and parameters: a list that is given may grow.

    ```python bad
    def evaluate(model, loader, criterion):
        loss_all = 0
        for rows, target in loader:
            loss = criterion(model(rows), target)
            loss_all += loss.item()
        print(f"loss: {loss:.3f}")
    ```
    ```python good
    calls = 0

    def evaluate(model, loader, criterion):
        global calls
        calls += len(loader)
        turns, total = 0, model.loss
        loss_all = 0
        for rows, target in loader:
            loss = criterion(model(rows), target)
            loss_all += loss.item()
            turns += 1
            total += loss
        print(f"loss: {loss_all / len(loader):.3f}")

    def gather(rows, found):
        found += rows.values
    ```
    """
    if "+=" not in module.text or not is_run(module.path, module.role):
        return
    # The functions that add nothing up, which are most, are not walked.
    lines = [
        node.lineno
        for node in nodes_of(module, ast.AugAssign)
        if isinstance(node.target, ast.Name) and not isinstance(node.value, ast.Constant)
    ]
    for function in nodes_of(module, *_SCOPES) if lines else ():
        if not lines_within(function, lines):
            continue
        added: dict[str, ast.AugAssign] = {}
        read: set[str] = set()
        for node in ast.walk(function):
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
                # A counter that nothing reads does no harm.
                if not isinstance(node.value, ast.Constant):
                    added.setdefault(node.target.id, node)
            elif isinstance(node, ast.Assign) and not isinstance(node.value, ast.Constant):
                # An array or a list under a second name changes for the first one, too.
                read.update(
                    part.id
                    for target in node.targets
                    for part in (target.elts if isinstance(target, ast.Tuple) else [target])
                    if isinstance(part, ast.Name)
                )
            elif isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Load, ast.Del)):
                read.add(node.id)
            elif isinstance(node, (ast.Global, ast.Nonlocal)):
                read.update(node.names)
            elif isinstance(node, ast.arg):
                # What is added to a list that is given is read by who gave it.
                read.add(node.arg)
        if not added or not _READS_ALL.isdisjoint(read):
            continue
        for name, node in added.items():
            if name not in read and not name.startswith("_"):
                yield Finding(f"`{name}` is added up and never read", module.at(node))
