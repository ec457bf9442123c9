import ast
import re
from collections.abc import Container, Iterable, Iterator

from roadworthy import (
    Finding,
    Fix,
    Layout,
    Location,
    Module,
    ModuleSummary,
    Part,
    Replace,
    Severity,
    Span,
    Tree,
    bindings_of,
    bound_by,
    fact,
    nodes_of,
    rule,
)
from roadworthy_rules.code._shared import flakes
from roadworthy_rules.code.imports._commented import names_in_comments
from roadworthy_rules.code.imports._handed_on import (
    NeedlessImports,
    UnusedImport,
    by_name,
    is_facade,
    is_layer,
    registers,
    seen_by_freezer,
    taken_elsewhere,
)
from roadworthy_rules.code.imports._shims import hands_on, is_shim

#: A line of an example in a docstring.
_EXAMPLE = re.compile(r"(?:>>>|\.\.\.) (.*)")
_WORD = re.compile(r"\w+")
#: A comment that gives a type, as PEP 484 has it for code that Python 2 runs, too.
_TYPE = re.compile(r"#\s*+type:\s*+(?!ignore\b)([^\n]++)")
#: A comment that says that an import stands where it stands on purpose.
_MEANT = re.compile(r"#\s*isort:\s*skip\b")
#: A comment that says that an import is needed, where nothing uses its name.
_NEEDED = re.compile(
    r"#\s*+(?:\w+\s+)?(?:(?:needed|necessary|required)\s+(?:as|because|by|for|here|in|since|so|to|when)\b"
    r"|keep\b|side[- ]effects?\b"
    r"|(?:do not|don't|never)\s+(?:delete|remove)\b|must\s+(?:be|stay)\b)",
    re.IGNORECASE,
)
#: The name of a widget in Kivy's language.
_WIDGET = re.compile(r"\b[A-Z]\w+")
#: Modules that import for others, by what they are called.
_FOR_OTHERS = frozenset("__init__ _compat compat compatibility".split())

#: What does its work when imported: it switches something on, sets a font or colours of Matplotlib, adds to
#: what pandas or xarray offer, or to the environments of Gymnasium.
_AT_IMPORT = re.compile(
    r"(sklearn\.experimental|mpl_toolkits\.mplot3d|hvplot|intel_extension_for_pytorch|pint_pandas|pint_xarray"
    r"|readline|rioxarray|scienceplots|swifter|tensorflow_text|torch_npu|unsloth|japanize_matplotlib"
    r"|koreanize_matplotlib|matplotlib_fontja|cmocean|cufflinks|janitor|pandas_ta|ale_py|gym_minigrid"
    r"|highway_env|minigrid|panda_gym|pybullet_envs)\b|[\w.]{1,200}\.load_\w+_ops$"
)
#: What tools put at the top of every module that is to run with Python 2, too.
_OF_BOTH = re.compile(r"(?:builtins|future\.(?:builtins|standard_library)|past\.builtins|six\.moves)\b")

#: The comment with which the template of Scrapy begins an import that most projects never use.
_SCRAPY = "# useful for handling different item types with a single interface"

_Import = ast.Import | ast.ImportFrom

#: An import that so many modules of a directory have and do not use was pasted with the head of each.
_PASTED = 5


@rule(
    Severity.WARNING,
    since="0.1",
    codes=("F401", "pylint:unused-import", "pylint:W0611", "pyright:reportUnusedImport"),
    handwritten=True,
)
def import_unused(imports: NeedlessImports) -> Iterator[Finding]:
    """A module imports a name that it never uses.

    The import slows down every start, and may require a dependency that the code does not need. Remove it. If
    other modules need the import or its side effect, mark it with `# noqa: F401`, `__all__`, or a repeated
    alias (`import x as x`).

    The rule ignores `__init__.py`, `compat.py`, modules that warn on import that they are deprecated,
    modules that contain only imports and names of types, and modules whose `__all__` contains more than
    literals. It ignores what a module imports from other modules if its docstring says that it re-exports
    names or is there for compatibility, or if it only imports and starts a program. Where PyInstaller,
    cx_Freeze or the like packs the program, it ignores the one import by which they find a library. It also
    ignores names that tests, documentation or other code import from the module, modules of the project
    that register something on import, the imports that the template of Scrapy writes, and those of `future`
    and `six` that let a module run with Python 2. `from x import *` of another project is left to
    `star-import`. It ignores an import with a comment beside or directly above it that says that it is
    needed, and widgets that the language of Kivy names. In a module of settings, which contains only
    imports and constants, it adds to the settings. An import that five or more modules of a directory have
    and do not use is one finding. An import that only code which is commented out uses is left to
    `import-commented-out`, and one whose name the code reads in another case, as `rows_reader` for
    `RowsReader`, to `name-undefined`.

    ```python bad
    import json
    import os
    from math import exp, floor, log
    from tools import (
        clean,
        load,
    )

    def loss(path):
        return exp(load(path)), log(json.load(open(path)))
    ```
    ```python fixed
    import json
    from math import exp, log
    from tools import (
        load,
    )

    def loss(path):
        return exp(load(path)), log(json.load(open(path)))
    ```
    ```python src/demo/run.py bad
    from demo import fitting

    def run(text, names):
        return eval(text, names)
    ```
    ```python src/demo/typed.py bad
    from typing import Dict

    def fit(rows):
        return rows.mean()  # type: ignore[Dict]
    ```
    ```python good
    from builtins import str
    from past.builtins import xrange
    from six.moves import range

    print(1)
    ```
    ```python good
    import json
    import plugins  # noqa: F401
    from tools import (
        clean,  # noqa: F401
        load as load,
    )

    try:
        import fast
    except ImportError:
        fast = None

    __all__ = ["json"]
    ```
    ```python good
    from sklearn.experimental import enable_halving_search_cv
    from sklearn.model_selection import HalvingGridSearchCV

    def search(model, grid):
        return HalvingGridSearchCV(model, grid)
    ```
    ```python src/demo/hooks.py good
    # needed to fix errors of the hook
    from plugins import view

    def process_item(item):
        return item
    ```
    ```python src/demo/hooks.py bad
    # Plugins
    from plugins import view

    def process_item(item):
        return item
    ```
    ```python src/demo/dial.py good
    from kivy.uix.label import Label

    def color():
        return 1
    ```
    ```text src/demo/dial.kv good
    <Dial>:
        Label:
            text: "speed"
    ```
    ```python src/demo/dial.py bad
    from kivy.uix.label import Label

    def color():
        return 1
    ```
    ```text src/demo/dial.kv bad
    <Dial>:
        Button:
            text: "speed"
    ```
    ```python src/demo/pipelines.py good
    # useful for handling different item types with a single interface
    from itemadapter import ItemAdapter

    def process_item(item):
        return item
    ```
    ```python src/demo/export.py bad
    from itemadapter import ItemAdapter

    def process_item(item):
        return item
    ```
    ```python src/demo/models.py good
    from demo.model import Model, fit

    print("demo.models is deprecated: its name is demo.model now")

    def fit_model(rows):
        return fit(rows)
    ```
    ```python src/demo/first.py good
    \"\"\"Compatibility wrapper: the code lives in `demo.model`.\"\"\"
    from demo.model import Model, fit

    def start():
        return Model()
    ```
    ```python src/demo/second.py good
    from demo.model import Model, fit, main

    if __name__ == "__main__":
        main()
    ```
    ```python src/demo/first.py bad
    \"\"\"Compatibility wrapper: the code lives in `demo.model`.\"\"\"
    import json
    from demo.model import Model
    ```
    ```python src/demo/second.py bad
    from demo.model import Model, fit, main

    print(1)

    if __name__ == "__main__":
        main()
    ```
    ```python src/demo/compat.py good
    from urllib.parse import quote
    ```
    ```python src/demo/all.py good
    from plugins import *

    def load(path):
        return path.read_text()
    ```
    ```python src/demo/settings/base.py good
    DEBUG = False
    ```
    ```python src/demo/settings/dev.py good
    from .base import *

    DEBUG = True
    ```
    ```python src/demo/old.py good
    import json

    from demo.fitting import fit

    def load(path):
        return json.load(open(path))
    ```
    ```python src/demo/fitting.py good
    def fit(rows):
        return rows
    ```
    ```python src/demo/choose.py good
    from demo.fitting import fit

    def chosen(name):
        return globals()[f"{name}t"]
    ```
    ```python src/demo/run.py good
    from demo import fitting

    def run(name):
        return eval(f"{name}.fit")
    ```
    ```python src/demo/typed.py good
    from typing import Dict, List

    def fit(rows, **settings):
        # type: (List[float], float) -> Dict[str, float]
        return settings
    ```
    ```python src/demo/__init__.py good
    ```
    ```python src/demo/entries.py good
    import demo.registered
    from demo.fitting import fit

    def load(path):
        return fit(path)
    ```
    ```python src/demo/registered.py good
    from demo.network import Network
    ```
    ```python src/demo/network.py good
    from demo.registry import register

    @register("network")
    class Network:
        pass
    ```
    ```python runtests.py good
    import unittest

    from suite import *

    unittest.main()
    ```
    ```python tests/test_old.py good
    from demo.old import fit

    def test_fit():
        assert fit([1]) == [1]
    ```
    ```python src/demo/typed_names.py good
    from collections.abc import Iterable, Mapping
    from typing import TypeVar

    T = TypeVar("T")
    Rows = Iterable[int]
    ```
    ```python src/demo/typed_names.py bad
    from collections.abc import Iterable, Mapping

    LIMIT = 3
    Rows = Iterable[int]
    ```
    ```python src/demo/window.py good
    import _cffi_backend
    import bcrypt

    def check(word, stored):
        return bcrypt.checkpw(word, stored)
    ```
    ```python build_window.py good
    from cx_Freeze import Executable, setup

    setup(executables=[Executable("src/demo/window.py")])
    ```
    ```python src/demo/window.py bad
    import _cffi_backend
    import bcrypt

    def check(word, stored):
        return bcrypt.checkpw(word, stored)
    ```
    """
    pasted: dict[tuple[str, str], list[UnusedImport]] = {}
    for item in imports.plain:
        pasted.setdefault((item.path.rpartition("/")[0], item.name), []).append(item)
    for item in imports.plain:
        folder = item.path.rpartition("/")[0]
        beside = pasted[folder, item.name]
        if len(beside) < _PASTED:
            yield Finding(_message(item), item.at, item.fix)
        elif beside[0] is item:
            where = f"{len(beside)} modules of `{folder or '.'}/`"
            yield Finding(
                f"`{item.name}` is imported in {where} and never used",
                item.at,
                arguments=(item.name, folder),
                parts=tuple(Part(_message(one), one.at) for one in beside),
            )


def _message(item: UnusedImport) -> str:
    """Return what to say of one import."""
    return f"`{item.name}` is imported but never used"


@fact
def needless_imports(
    modules: tuple[ModuleSummary, ...], unused: tuple[UnusedImport, ...], layout: Layout, tree: Tree
) -> NeedlessImports | None:
    """Leave out the imports that other code takes, or that do something by themselves."""
    if not modules:
        return None
    taken = taken_elsewhere(unused, modules, tree) | seen_by_freezer(unused, modules, tree)
    summaries = {module.path: module for module in modules}
    named = by_name(modules, layout) if len(taken) < len(unused) else {}
    widgets = _widgets(unused, tree)
    found = [
        item
        for item in unused
        if not (item.bound in widgets and item.name.startswith(_KIVY))
        if item not in taken and not registers(item, summaries[item.path], named, layout)
    ]
    return NeedlessImports(
        tuple(item for item in found if not item.commented), tuple(item for item in found if item.commented)
    )


#: How names of widgets begin.
_KIVY = ("kivy.", "kivymd.")


def _widgets(unused: Iterable[UnusedImport], tree: Tree) -> set[str]:
    """Return the names in the files of Kivy's language, if a module imports a widget and does not use it."""
    if not any(item.name.startswith(_KIVY) for item in unused):
        return set()
    paths = [path for path in tree.files if path.endswith(".kv")]
    return {name for path in paths for name in _WIDGET.findall(tree.text(path, strict=False))}


#: What takes names of the module by a text that is made at run time, or all of its tests.
_BY_NAME = re.compile(r"\bglobals\(\)(?:\[(?!\s*+['\"])|\.get\((?!\s*+['\"]))|\bunittest\.main\(")


@fact
def unused_imports(module: Module, summary: ModuleSummary) -> tuple[UnusedImport, ...]:
    """Ask pyflakes about source code of which some import is read by no scope, and named in no text."""
    # What lies beside a package is kept for who wrote it.
    if not module.in_package or not _is_judged(summary) or is_facade(module.tree) or _takes_by_name(module):
        return ()
    imports = [node for node in module.tree.body if isinstance(node, _Import)]
    if summary.exports_open:  # what it may have more is unknown
        return ()
    unused = bindings_of(module).unused.difference(summary.exports or ())
    suspects = [
        alias for node in imports for alias in (node.names if unused else ()) if bound_by(alias) in unused
    ]
    kept = _kept(module, imports) | _misspelt(module) if suspects else set()
    if all((alias.asname or alias.name.rpartition(".")[2]) in kept for alias in suspects):
        return ()
    return tuple(_unused(module, summary, kept))


def _misspelt(module: Module) -> set[str]:
    """Return the imports whose names code reads in another case: `rows_reader` for `RowsReader`.

    The line that reads it is wrong, which is another finding, and not the import.
    """
    bindings = bindings_of(module)
    read = {_plain(name) for name in bindings.unbound}
    return {name for name in bindings.unused if _plain(name) in read} if read else set()


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _takes_by_name(module: Module) -> bool:
    """Tell whether a module takes its own names by texts that are made at run time."""
    # Few modules have the words at all.
    if ("globals()" in module.text or "unittest.main(" in module.text) and _BY_NAME.search(module.text):
        return True
    return ("eval(" in module.text or "exec(" in module.text) and any(
        map(_runs_text, nodes_of(module, ast.Call))
    )


def _runs_text(call: ast.Call) -> bool:
    """Tell whether a call runs a text that is made at run time, among all names of the module."""
    match call:
        case ast.Call(func=ast.Name(id="eval" | "exec"), args=[given], keywords=[]):
            return not isinstance(given, ast.Constant)
    return False


def _is_judged(module: ModuleSummary) -> bool:
    stem = module.path.rpartition("/")[2].removesuffix(".py")
    documentation = module.path.startswith("doc")
    # A module that says that it has another name now hands everything on to it.
    others = stem in _FOR_OTHERS or module.deprecated
    return module.role == "source" and not documentation and not others and not module.generated


def _unused(module: Module, summary: ModuleSummary, kept: Container[str]) -> Iterator[UnusedImport]:
    """Yield the imports that a module does not use itself."""
    messages = [message for message in flakes(module) if type(message).__name__ == "UnusedImport"]
    imports = {node.lineno: node for node in module.tree.body if isinstance(node, _Import)}
    commented: frozenset[str] | None = None
    shim = is_shim(module.tree) if messages else False
    for message in messages:
        name, node = str(message.message_args[0]), imports.get(message.lineno)
        bound = name.rpartition(" as ")[2].rpartition(".")[2]
        alias = next((alias for alias in node.names if _binds(alias, bound)), None) if node else None
        if node is None or alias is None or message.col > 0 or bound in kept or _AT_IMPORT.match(name):
            continue
        if _OF_BOTH.match(name) or (name.startswith("itemadapter.") and _SCRAPY in module.text):
            continue
        # What a star imports from other projects is another finding, whether something uses it or not.
        own = name.startswith(".") or name.partition(".")[0] in module.path.split("/")
        if alias.name == "*" and (not own or is_layer(module.tree)):
            continue
        if any(_MEANT.search(module.lines.line(line)) for line in (node.lineno, alias.end_lineno or 0)):
            continue
        if _is_needed(module, node, alias) or (shim and hands_on(node)):
            continue
        span = module.span(node)
        wanted = (alias.name, alias.asname)
        entry = next(
            item
            for item in summary.imports
            if item.span == span and (item.name or item.module, item.alias) == wanted
        )
        at = Location(module.path, span=module.span(alias) if len(node.names) > 1 else span)
        commented = names_in_comments(module) if commented is None else commented
        fix = _fix(module, node, alias)
        yield UnusedImport(module.path, name, bound, entry, at, fix, bound in commented)


def _is_needed(module: Module, node: _Import, alias: ast.alias) -> bool:
    """Tell whether a comment beside an import, or directly above it, says that it is needed."""
    beside = {node.lineno, node.end_lineno or node.lineno, alias.end_lineno or node.lineno}
    above = module.lines.line(node.lineno - 1).strip() if node.lineno > 1 else ""
    texts = [module.lines.line(line) for line in sorted(beside)]
    if above.startswith("#"):
        texts.append(above)
    return any(_NEEDED.search(text) for text in texts)


def _kept(module: Module, imports: Iterable[_Import]) -> set[str]:
    """Return the names that are handed on by `import x as x`, or that texts may mean."""
    kept = {alias.name for node in imports for alias in node.names if alias.asname == alias.name}
    kivy = "load_string(" in module.text
    # An annotation may be a text, at places where pyflakes does not look for one.
    for part in nodes_of(module, ast.Constant):
        if isinstance(part.value, str) and len(part.value) < 200:
            kept.update(_WORD.findall(part.value))
        elif isinstance(part.value, str) and ">>>" in part.value:
            # Examples in docstrings run among the names of the module.
            kept.update(word for line in _EXAMPLE.findall(part.value) for word in _WORD.findall(line))
        elif isinstance(part.value, str) and kivy:
            # Kivy makes the widgets that a text in its language names.
            kept.update(_WIDGET.findall(part.value))
    for match in _TYPE.finditer(module.text) if "type:" in module.text else ():
        kept.update(_WORD.findall(match[1]))
    return kept


def _binds(alias: ast.alias, name: str) -> bool:
    return (alias.asname or alias.name.rpartition(".")[2]) == name


def _fix(module: Module, node: _Import, alias: ast.alias) -> Fix:
    """Return what removes one name, and the statement with its last; importing may do something, too."""
    span, left = module.span(node), [other for other in node.names if other is not alias]
    text = ""
    if left and span.line == span.end_line:
        text = ast.unparse(type(node)(**{**dict(ast.iter_fields(node)), "names": left}))
    elif left:
        span = module.span(alias)
        end = span.end_column + module.lines.line(span.line)[span.end_column - 1 :].startswith(",")
        span = Span(span.line, span.column, span.line, end)
    return Fix("Remove the import", Replace(Location(module.path, span=span), text), safe=False)
