import ast
import builtins
import re
from collections.abc import Iterator

from roadworthy import Cell, Finding, Notebook, Severity, rule

#: What IPython, and the services that run notebooks, put there.
_GIVEN = frozenset((*dir(builtins), *"In Out __file__ _dh _ih _oh display exit get_ipython quit".split()))
#: Magics that bind no name; any other may, so that nothing can be said of its notebook.
_HARMLESS = frozenset(
    "autoreload cd config debug env html javascript js latex load_ext ls markdown matplotlib pip conda"
    " precision prun pwd reload_ext set_env svg tensorboard time timeit who whos writefile xmode".split()
)
_MAGIC = re.compile(r"^[ \t]*%%?(\w+)(.*)", re.MULTILINE)
#: Code that may bind names unseen.
_UNSEEN = re.compile(r"\b(?:exec|globals|locals|vars)\(|\bimport \*|get_ipython\(\)\.")


@rule(Severity.ERROR, since="0.1")
def notebook_name_undefined(notebook: Notebook) -> Iterator[Finding]:
    """A cell uses a name that only a later cell defines.

    It worked because its author had run the later cell first. From top to bottom, as CI and the next reader
    run it, it stops with a `NameError`. Move the definition up, or into a module.

    ```notebook bad
    [[cells]]
    source = "rows = clean(['a'])"

    [[cells]]
    source = '''
    def clean(rows):
        return rows
    '''
    ```
    ```notebook good
    [[cells]]
    source = '''
    def fit(rows):
        return clean(rows)
    '''

    [[cells]]
    source = '''
    def clean(rows):
        return rows
    '''

    [[cells]]
    source = "fit([row for row in 'ab'])"
    ```
    ```notebook good
    [[cells]]
    source = "%run setup.py\\nrows"

    [[cells]]
    source = "rows = []"
    ```
    """
    cells = [cell for cell in notebook.code if cell.source.strip()]
    if notebook.role == "test" or any(cell.tree is None or _may_bind_unseen(cell) for cell in cells):
        return
    defined = {cell.index: _bound(cell) for cell in cells}
    known, reported = set(_GIVEN), set[str]()
    for cell in cells:
        known |= defined[cell.index]
        for node in () if "raises-exception" in cell.tags else _used(cell):
            later = [i for i, names in defined.items() if i > cell.index and node.id in names]
            if node.id not in known and later and node.id not in reported:
                reported.add(node.id)
                yield Finding(
                    f"`{node.id}` is used before it is defined, in cell {later[0] + 1}", cell.at(node)
                )


def _may_bind_unseen(cell: Cell) -> bool:
    magics = _MAGIC.findall(cell.source)
    return bool(_UNSEEN.search(cell.source)) or any(
        name not in _HARMLESS or (name == "time" and "=" in rest) for name, rest in magics
    )


def _bound(cell: Cell) -> set[str]:
    """Return every name that a cell binds anywhere, in whatever scope: more than it defines for others."""
    names: set[str] = set()
    for node in ast.walk(cell.tree) if cell.tree else ():
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.alias(name=name, asname=alias):
                names.add(alias or name.partition(".")[0])
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                names.add(name)
            case ast.MatchMapping(rest=str(name)):
                names.add(name)
    return names


def _used(cell: Cell) -> Iterator[ast.Name]:
    """Yield the names that running a cell reads at once: not those in bodies of functions."""
    pending: list[ast.AST] = list(cell.tree.body) if cell.tree else []
    while pending:
        node = pending.pop(0)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            pending[:0] = [*node.decorator_list, *node.args.defaults]
        elif not isinstance(node, (ast.Lambda, ast.Try, ast.If)):
            pending[:0] = ast.iter_child_nodes(node)
