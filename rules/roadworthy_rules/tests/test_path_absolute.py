import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule
from roadworthy_rules._paths import MACHINE_PATH, may_hold_path

_READS = frozenset("ExcelFile load loadtxt genfromtxt open read_bytes read_text".split())
#: Where files may be made up.
_FAKES = ("pyfakefs", "mock", "monkeypatch", "patch(")


@rule(Severity.NOTE, since="0.1")
def test_path_absolute(module: Module) -> Iterator[Finding]:
    """A test reads a file that exists on only one machine.

    The test fails everywhere else, or someone skips it. Store a small sample beside the tests and locate it
    with `__file__`, or write the file to `tmp_path`.

    The rule reports only paths that the test reads, not paths in strings.

    ```python tests/test_data.py bad
    import pandas as pd

    def test_rows():
        assert len(pd.read_csv("/home/anna/churn/data.csv")) == 3
    ```
    ```python tests/test_data.py bad
    SAMPLE = "C:\\\\Users\\\\anna\\\\churn.csv"

    def test_rows():
        with open(SAMPLE) as stream:
            assert stream.read()
    ```
    ```python tests/test_data.py good
    from pathlib import Path

    def test_rows(tmp_path):
        assert Path(__file__).with_name("churn.csv").read_text()
        assert home_of("/home/anna/churn/data.csv") == "/home/anna"
    ```
    """
    if module.role != "test" or not may_hold_path(module.text):
        return
    if any(word in module.text for word in _FAKES):
        return
    named: dict[str, ast.Constant] = {}
    for statement in module.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant() as value):
                named[name] = value
    for call in nodes_of(module, ast.Call):
        last = dotted(call.func).rpartition(".")[2]
        read = [*call.args[:1]] if last in _READS or last.startswith("read_") else []
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call):
            # `Path("...").read_text()`
            inner = call.func.value
            read = inner.args[:1] if call.func.attr in _READS and dotted(inner.func).endswith("Path") else []
        for node in read:
            match named.get(node.id) if isinstance(node, ast.Name) else node:
                case ast.Constant(value=str(path)) if MACHINE_PATH.fullmatch(path):
                    yield Finding(
                        f"the test reads `{path}`, which exists on only one machine", module.at(node)
                    )
