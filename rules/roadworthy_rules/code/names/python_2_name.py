from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule
from roadworthy_rules._names import named
from roadworthy_rules.code.names._undefined import names_of_python_2


@rule(
    Severity.NOTE, since="0.1", codes=("F821", "pylint:undefined-variable", "pylint:E0602"), handwritten=True
)
def python_2_name(module: Module) -> Iterator[Finding]:
    """The code uses a built-in name that only Python 2 has.

    Python 3 raises `NameError` there. Write `range` for `xrange`, `input` for `raw_input` and `str` for
    `unicode`. A project for Python 2 can keep the names: no maintained Python runs it.

    A module is one finding. Where it also has syntax that Python 2 cannot read, such as f-strings and
    annotations, `name-undefined` reports the names.

    ```python bad
    def weights(rows):
        return [1.0 / len(rows) for _ in xrange(len(rows))]
    ```
    ```python good
    def weights(rows):
        return [1.0 / len(rows) for _ in range(len(rows))]
    ```

    The rule ignores code that runs on both.

    ```python good
    try:
        text = unicode
    except NameError:
        text = str
    ```
    """
    if found := names_of_python_2(module):
        names = named(name for name, _ in found)
        first, *others = (place for _, places in found for place in places)
        yield Finding(f"only Python 2 has {names}", first, related=tuple(others))
