import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, dotted, nodes_of, rule

#: Commands for the screen, whose failure changes nothing.
_SCREEN = ("clear", "cls", "color", "mode ", "pause", "reset", "title ", "tput ")


@rule(Severity.NOTE, since="0.2", codes=("S605",), handwritten=True)
def command_unchecked(module: Module) -> Iterator[Finding]:
    """A program is started, and its failure is ignored.

    `os.system` returns the exit status and raises nothing: if the command fails, the next step goes on with
    what is missing or left from the last run. Use `subprocess.run([...], check=True)`.

    The rule reports a module once, for calls of `os.system` whose result the code drops. It ignores commands
    for the screen, such as `clear`.

    ```python bad
    import os

    def main():
        os.system("python preprocess.py")
        os.system("python train.py")
    ```
    ```python good
    import os
    import subprocess

    def main():
        os.system("clear")
        if os.system("python preprocess.py"):
            raise SystemExit(1)
        subprocess.run(["python", "train.py"], check=True)
    ```
    """
    if module.role != "source" or "os.system(" not in module.text:
        return
    found = [
        module.at(node)
        for node in nodes_of(module, ast.Expr)
        if isinstance(node.value, ast.Call)
        and dotted(node.value.func) == "os.system"
        and not _is_screen(node.value)
    ]
    if found:
        first, *others = found
        places = f" ({counted(len(found), 'place')})" if others else ""
        yield Finding(
            f"a failure of what `os.system` starts is ignored{places}", first, related=tuple(others[:10])
        )


def _is_screen(node: ast.Call) -> bool:
    """Tell whether a command is for the screen, on one system or on each."""
    texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    return any(isinstance(text, str) and text.lower().startswith(_SCREEN) for text in texts)
