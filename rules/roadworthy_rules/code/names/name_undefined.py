from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule
from roadworthy_rules._names import named
from roadworthy_rules.code.names._undefined import undefined, undefined_names

#: Above that many names, a module is one that was torn out of another.
_MANY = 5


@rule(
    Severity.ERROR,
    since="0.1",
    codes=(
        "F821",
        "mypy:name-defined",
        "pylint:undefined-variable",
        "pylint:E0602",
        "pyrefly:unknown-name",
        "pyright:reportUndefinedVariable",
        "ty:unresolved-reference",
    ),
    handwritten=True,
)
def name_undefined(module: Module) -> Iterator[Finding]:
    """The code uses a name that is not defined.

    The line fails with `NameError` when it runs. Code copied from a notebook often misses an import, or uses
    a name from another cell. In `setup.py`, such a name stops the build. Import or define the name.

    More than five names in a module are one finding.

    `annotation-undefined` reports names in annotations that Python does not evaluate, and `python-2-name`
    names of Python 2 in code that Python 2 may run.

    ```python bad
    def load(path):
        return pd.read_csv(path)
    ```
    ```python bad
    def load(path):
        if not path:
            raise ValueError(path)
        return parsed(path)
    ```
    ```python bad
    def ask(name: str) -> str:
        return raw_input(f"{name}? ")
    ```
    ```python bad
    def draw(rows):
        figure, axes = plt.subplots(len(rows), figsize=SIZE)
        for axis, row in zip(axes, clean(rows)):
            sns.lineplot(x=row[WEEK], y=row[SALES], ax=axis)
        return figure
    ```
    ```python good
    import pandas as pd

    def load(path):
        try:
            return pd.read_csv(path)
        except FileNotFoundError:
            return unicode_name(path)

    def unicode_name(path):
        return str(path)
    ```

    The rule stays silent about names that `import *` may provide, and names whose existence a `try` tests. It
    also stays silent about the lines behind a `raise` that stands in a function without a condition.

    ```python good
    from tools import *

    try:
        unicode
    except NameError:
        unicode = str

    rows = load("churn.csv")
    ```
    ```python good
    if "profile" not in globals():
        profile = None
    print(profile if "cache" in vars() else cache)
    ```
    ```python good
    import sys

    PACKAGES = {{packages}}

    if sys.version_info >= (3, 15):
        settings = frozendict(model="tree")
    if sys.version_info < (3, 0):
        text = unicode("churn")
    injected()  # noqa: F821

    def load_later(path):
        raise NotImplementedError
        return parsed(path)

    class Owner:
        items: list[Item]

    class Item:
        owner: Owner
    ```
    ```python good
    import cPickle

    def load(path):
        return cPickle.load(file(path))
    ```
    ```python good
    from __future__ import annotations

    def start(screen: Screen) -> "Application":
        return screen.application
    ```

    So it does about names that the program which runs the code gives it, as Snakemake and SCons do, and about
    the words of a class whose base reads them.

    ```python good
    import pandas as pd

    pd.read_csv(snakemake.input[0]).to_excel(snakemake.output.table)
    ```
    ```python good
    Import("env")

    env.Append(CPPDEFINES=["CHURN"])
    ```
    ```python good
    from sly import Lexer

    class ChurnLexer(Lexer):
        tokens = {NUMBER}

        @_("[0-9]+")
        def NUMBER(self, token):
            return token
    ```
    """
    found = list(undefined_names(module, evaluated=True))
    if len(found) > _MANY:
        # A part of a module without its head: it lacks one thing, not each name.
        places = [place for _, all_of_name in found for place in all_of_name]
        names = named(name for name, _ in found)
        message = f"{len(found)} names are used, but nothing defines them: {names}"
        yield Finding(message, places[0], related=tuple(places[1:]))
        return
    for name, places in found:
        yield undefined(name, "is used", places)
