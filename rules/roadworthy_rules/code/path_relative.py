import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, counted, dotted, nodes_of, rule
from roadworthy_rules.code._work import is_script

_DATA = (
    r"csv(?:\.gz)?|db|feather|h5|hdf5|joblib|np[yz]|onnx|parquet|pickle|pkl|pth?|safetensors|sqlite|tsv|xlsx"
)
#: A path below the directory that someone happens to be in, of a file that holds data or a model.
_RELATIVE = re.compile(rf"(?:\.{{1,2}}/)*(?:\w[\w .-]*/)*\w[\w .-]*\.(?:{_DATA})", re.IGNORECASE)
_HINT = re.compile(rf"\.(?:{_DATA})[\"']", re.IGNORECASE)
#: Methods and functions that read or write the file that is named, by the last part of their name.
_NAMED = frozenset(
    "genfromtxt loadtxt read_csv read_excel read_feather read_hdf read_parquet read_pickle read_table savetxt"
    " to_csv to_excel to_feather to_hdf to_parquet to_pickle".split()
)
#: Functions whose names mean anything elsewhere: `archive.open`, `self.load`.
_WHOLE = frozenset(
    "gzip.open io.open joblib.dump joblib.load np.load np.save np.savez numpy.load numpy.save open"
    " pd.HDFStore sqlite3.connect torch.load torch.save".split()
)
_ENTRIES = ("cli", "main")


@rule(Severity.NOTE, since="0.1", handwritten=True)
def path_relative(module: Module) -> Iterator[Finding]:
    """Code reads or writes a file relative to the current working directory.

    The code works only when it is started from the right directory, so it fails in a test, a container or a
    scheduled job. Take the path as a parameter, and set it in `main()` or in the settings. Move data of the
    package into the package, and load it with `importlib.resources`.

    The rule checks files of data and models, such as `.csv` and `.pkl`. It ignores `main`, `cli`, the block
    under `if __name__ == "__main__":`, and scripts that define nothing. It reports a module once.

    ```python bad
    import joblib
    import pandas as pd

    def train(model):
        model.fit(pd.read_csv("data/churn.csv"))
        joblib.dump(model, "model.pkl")
    ```
    ```python good
    from importlib.resources import files
    from pathlib import Path

    import pandas as pd

    def load(path="data/churn.csv"):
        return pd.read_csv(path)

    def default():
        return pd.read_csv(files("demo") / "default.csv"), open(Path(__file__).with_name("default.csv"))

    def main():
        pd.read_csv("data/churn.csv").to_csv("churn.csv")

    if __name__ == "__main__":
        pd.read_csv("churn.csv")
    ```

    The rule ignores paths that are passed to other code, and paths inside archives.

    ```python good
    def names(archive, settings):
        return archive.open("rows.csv"), archive.load("rows.pkl"), settings.get("churn.csv")
    ```
    """
    if module.role != "source" or not module.in_package or not _HINT.search(module.text):
        return
    if module.path.rpartition("/")[2] == "__main__.py" or is_script(module):
        return
    scripts = list(_scripts(module))
    found: list[tuple[str, Location]] = []
    for node in nodes_of(module, ast.Call):
        for given in node.args[:2] if _is_file(node) else ():
            path = given.value if isinstance(given, ast.Constant) else None
            script = any(node.lineno in lines for lines in scripts)
            if isinstance(path, str) and not script and _RELATIVE.fullmatch(path):
                found.append((path, module.at(given)))
    if found:
        (path, at), *others = found
        more = f", and {counted(len(others), 'more path is', 'more paths are')}" if others else ""
        message = f"`{path}` is resolved against the current working directory{more}"
        yield Finding(message, at, related=tuple(at for _, at in others))


def _scripts(module: Module) -> Iterator[range]:
    """Yield the lines of what only runs as a script."""
    for node in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef, ast.If):
        named = node.name in _ENTRIES if hasattr(node, "name") else "__name__" in ast.unparse(node.test)
        if named:
            yield range(node.lineno, node.end_lineno + 1)


def _is_file(call: ast.Call) -> bool:
    """Tell whether a call opens, reads or writes a file."""
    written = dotted(call.func)
    return (
        written in _WHOLE
        or written.rpartition(".")[2] in _NAMED
        or (isinstance(call.func, ast.Attribute) and call.func.attr in _NAMED)
    )
