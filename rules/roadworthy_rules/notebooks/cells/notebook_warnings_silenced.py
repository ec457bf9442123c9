import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, dotted, rule
from roadworthy_rules.notebooks._shared import is_work

_CALLS = ("warnings.filterwarnings", "warnings.simplefilter")


@rule(Severity.NOTE, since="0.2")
def notebook_warnings_silenced(notebook: Notebook) -> Iterator[Finding]:
    """A notebook silences all warnings.

    Libraries warn before a method disappears, about a model that has not converged, about metrics without a
    value and about assignments to a copy. The results look clean, and the cause of a wrong number stays
    hidden. Remove the line, or silence one kind of warning: `category=FutureWarning`.

    ```notebook bad
    [[cells]]
    source = '''
    import warnings
    warnings.filterwarnings("ignore")
    '''
    ```
    ```notebook good
    [[cells]]
    source = '''
    import warnings
    warnings.filterwarnings("ignore", category=FutureWarning)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit()
    '''
    ```
    """
    if not is_work(notebook):
        return
    for cell in notebook.code:
        for statement in cell.tree.body if cell.tree and "warnings." in cell.source else ():
            match statement:
                case ast.Expr(value=ast.Call(args=[ast.Constant(value="ignore")], keywords=[]) as call):
                    if dotted(call.func) in _CALLS:
                        yield Finding("the cell silences all warnings", cell.at(statement))
                        return
