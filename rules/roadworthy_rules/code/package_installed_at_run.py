import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule

#: How a command begins that installs, for a shell.
_COMMAND = re.compile(r"\s*(?:\S*python[\d.]*\s+-m\s+)?(?:uv\s+)?pip[\d.]*\s+install\b")
#: Options that put what is installed elsewhere than into the environment of who runs.
_ELSEWHERE = frozenset(("-t", "--target", "--prefix", "--root"))
_STARTERS = frozenset("Popen call check_call check_output getoutput main run system".split())


@rule(
    Severity.WARNING,
    since="0.1",
    handwritten=True,
    where=lambda module: module.role == "source" and "pip" in module.text,
)
def package_installed_at_run(node: ast.Call, module: Module) -> Iterator[Finding]:
    """The program installs a package into its own environment while it runs.

    Production then runs a version that you did not test. The installation also needs the network and write
    permissions that a service should not have, and it does not replace modules that are already imported.
    Declare the package as a dependency, or as an extra and name the extra in the error message.

    ```python bad
    import subprocess
    import sys

    def ensure(name):
        subprocess.check_call([sys.executable, "-m", "pip", "install", name])
    ```
    ```python bad
    import os

    os.system("pip install xgboost")
    ```
    ```python good
    import subprocess

    def create(python, names):
        subprocess.run([python, "-m", "pip", "install", *names], check=True)

    def load():
        try:
            import xgboost
        except ImportError as error:
            raise RuntimeError("pip install demo[boost]") from error
    ```

    The rule ignores programs that install into another Python or, with `--target`, into a directory.

    ```python good
    import subprocess

    def collect(name):
        subprocess.run(["pip", "install", name, "-t", "layer/python"], check=True)
    ```

    A script that sets up an environment asks first whether it runs in one.

    ```python good
    import subprocess
    import sys

    def bootstrap():
        if sys.prefix == sys.base_prefix:
            sys.exit("create a virtual environment first")
        subprocess.run([sys.executable, "-m", "pip", "install", "flit"], check=True)
    ```
    """
    # Most calls are of something else: neither their names nor the text are looked at.
    last = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
    if (last and last not in _STARTERS) or not node.args:
        return
    name = dotted(node.func)
    started = name.rpartition(".")[2] in _STARTERS
    if started and _installs(name, node.args[0]) and "base_prefix" not in module.text:
        yield Finding(f"`{name}` installs a package while the program runs", module.at(node))


def _installs(name: str, given: ast.expr) -> bool:
    match given:
        case ast.Constant(value=str(text)):
            return _COMMAND.match(text) is not None
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return _COMMAND.match(text) is not None
        case ast.List(elts=items) | ast.Tuple(elts=items):
            words = [item.value for item in items if isinstance(item, ast.Constant)]
            if not _ELSEWHERE.isdisjoint(words):
                return False
            # Into another Python than the own one, it is what a tool is for.
            own = bool(items) and dotted(items[0]).endswith("executable")
            if own or words[:1] in (["pip"], ["pip3"]):
                return "pip" in {str(word).rstrip("3") for word in words} and "install" in words
            return name.startswith("pip") and words[:1] == ["install"]
    return False
