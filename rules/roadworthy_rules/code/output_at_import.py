import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule
from roadworthy_rules.code._work import work_in

_SHOWN = frozenset(("display", "pp", "pprint", "pprint.pp", "pprint.pprint", "print", "rich.print"))
_PLOTTERS = frozenset(("plt", "pyplot", "sns", "seaborn"))
_HINT = ("print", "display", "plt.", "sns.", "pyplot.", "seaborn.", "pp(")
_ENTRIES = ("__main__.py", "setup.py")
#: Frameworks that run a module from top to bottom, to show what it says.
_PAGES = frozenset(("dash", "marimo", "mesop", "panel", "shiny", "solara", "streamlit"))
#: A module that defines helpers, too, and has so many calls as statements is a script that uses them.
_MANY = 5
#: The settings of an application of Jupyter's kind, which runs the file with `c` in place.
_CONFIGURES = re.compile(r"^[ \t]*+c\.[A-Z]\w*+\.\w++[ \t]*+=", re.MULTILINE)


@rule(Severity.NOTE, since="0.1", codes=("T201",), handwritten=True)
def output_at_import(module: Module) -> Iterator[Finding]:
    """A module of a package prints or plots on import.

    Every program that imports the module prints the text among its own output, and plotting fails on a server
    without a display. Move the calls into a function, or under `if __name__ == "__main__":`.

    The rule ignores scripts that run from top to bottom, which `work-at-import` reports, and configuration
    files for Jupyter that set `c`.

    ```python bad
    import matplotlib.pyplot as plt

    RATES = [0.1, 0.2]
    print("rates:", RATES)
    plt.plot(RATES)
    ```
    ```python good
    import sys

    RATES = [0.1, 0.2]

    def show():
        print("rates:", RATES)

    if sys.version_info < (3, 10):
        print("demo needs Python 3.10")
        sys.exit(1)

    if __name__ == "__main__":
        show()
    ```
    ```python src/demo/merge.py good
    import pandas as pd

    rows = pd.read_csv("rows.csv")
    print(len(rows))
    ```
    ```python src/demo/scrape.py good
    from selenium import webdriver

    driver = webdriver.Chrome()
    driver.get("https://example.org")
    print(driver.title)
    driver.quit()
    ```
    ```python explore.py good
    print("a script of its own")
    ```
    ```python deploy/hub_config.py good
    def port():
        return 8000

    c.JupyterHub.port = port()
    for name in ("idle", "quota"):
        print(f"Loading {name}")
    ```
    ```python slides/build.py good
    import pptx

    deck = pptx.Presentation()

    def slide(title):
        deck.slides.add_slide(title)

    slide("One")
    slide("Two")
    slide("Three")
    slide("Four")
    deck.save("deck.pptx")
    print("deck.pptx")
    ```
    """
    name = module.path.rpartition("/")[2]
    if module.role != "source" or not module.in_package or "/" not in module.path or name in _ENTRIES:
        return
    if not any(mark in module.text for mark in _HINT) or not name.removesuffix(".py").isidentifier():
        return
    found = [call for call in _calls(module.tree.body) if _shows(call)]
    imports = {
        alias.name.partition(".")[0]
        for item in (module.tree.body if found else ())
        if isinstance(item, ast.Import)
        for alias in item.names
    }
    if found and not imports & _PAGES and not _is_script(module):
        listing = ", ".join(dict.fromkeys(f"`{dotted(call.func)}`" for call in found[:20]))
        yield Finding(f"the module calls {listing} on import", module.at(found[0]))


def _is_script(module: Module) -> bool:
    """Tell whether a module is there to run from top to bottom: it works, or does little but call."""
    defines = any(
        isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) for item in module.tree.body
    )
    calls = (item for item in module.tree.body if isinstance(item, (ast.Expr, ast.With, ast.For, ast.While)))
    own = sum(not _shows(call) for item in calls for call in _calls([item]))
    return own >= (_MANY if defines else 1) or bool(work_in(module)) or bool(_CONFIGURES.search(module.text))


def _shows(call: ast.Call) -> bool:
    written = dotted(call.func)
    if any(item.arg == "file" for item in call.keywords):
        return False
    root, _, rest = written.partition(".")
    return written in _SHOWN or (root in _PLOTTERS and not rest.startswith(("rc", "set", "style", "switch_")))


def _calls(body: list[ast.stmt]) -> Iterator[ast.Call]:
    """Yield the calls that are statements which each import runs; not those that ask for something first."""
    for statement in body:
        match statement:
            case ast.Expr(value=ast.Call() as call):
                yield call
            case ast.For(body=inner) | ast.While(body=inner) | ast.With(body=inner):
                yield from _calls(inner)
            case ast.Try(body=inner, orelse=other):
                yield from _calls([*inner, *other])
