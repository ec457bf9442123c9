import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule

#: What exists only inside a service that runs notebooks, and whose it is.
_HOSTED = {"google.colab": "Colab", "kaggle_secrets": "Kaggle", "kaggle_datasets": "Kaggle"}
_WORDS = tuple(name.rpartition(".")[2] for name in _HOSTED)


@rule(
    Severity.ERROR,
    since="0.1",
    handwritten=True,
    where=lambda module: (
        module.role in ("source", "notebook") and any(word in module.text for word in _WORDS)
    ),
)
def hosted_import_left(node: ast.Import | ast.ImportFrom, module: Module) -> Iterator[Finding]:
    """A module imports a package that exists only in a hosted notebook service.

    Everywhere else the import fails with `ModuleNotFoundError`. Replace a mounted drive with a path argument,
    and a stored secret with an environment variable.

    The rule ignores imports in a function, a `try` or a branch.

    ```python bad
    from google.colab import drive

    drive.mount("/content/drive")
    ```
    ```python good
    def in_colab():
        try:
            import google.colab
        except ImportError:
            return False
        return google.colab is not None
    ```
    """
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        names = [node.module or "", *(f"{node.module}.{name}" for name in names)]
    for hosted, service in _HOSTED.items():
        named = any(name == hosted or name.startswith(f"{hosted}.") for name in names)
        if named and any(item is node for item in module.tree.body):
            yield Finding(f"`{hosted}` exists only in {service}", module.at(node))
