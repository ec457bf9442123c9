import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Proposal, Repository, Severity, Tree, rule

_OTHERS = (".hg", ".hgignore", ".jj", ".svn", ".bzr", "_darcs", ".fslckout")
#: A line of a .gitignore on what Python leaves behind, or on what stays on the machine.
_OURS = re.compile(r"(?m)^[/*.]*(__pycache__|\*?\.?py\[?c|v?env\b|\.v?env\b|egg-info)")
_SIZE = 1024 * 1024


@rule(Severity.WARNING, since="0.1")
def gitignore_missing(repository: Repository, tree: Tree, proposal: Proposal) -> Iterator[Finding]:
    """The project has no `.gitignore`.

    Sooner or later a virtual environment, a cache or a `.env` with a password is committed, and Git history
    keeps it. Build backends also read `.gitignore` to leave such files out of distributions. Create a
    `.gitignore` that lists generated, local and secret files.

    ```python bad
    print("training")
    ```
    ```python fixed
    print("training")
    ```
    ```gitignore fixed
    __pycache__/
    *.py[cod]
    *.egg-info/
    /build/
    /dist/
    .venv/
    .env
    .coverage
    htmlcov/
    .pytest_cache/
    .mypy_cache/
    .ruff_cache/
    .ipynb_checkpoints/
    ```

    An empty `.gitignore` is reported too.

    ```gitignore bad
    # nothing yet
    ```
    ```gitignore good
    __pycache__/
    .venv/
    ```

    Each folder of a collection may have its own.

    ```python week1/train.py good
    print("training")
    ```
    ```gitignore week1/.gitignore good
    __pycache__/
    ```
    ```python train.py bad
    print("training")
    ```
    ```gitignore infrastructure/.gitignore bad
    .terraform/
    ```

    An unpacked sdist needs no `.gitignore`.

    ```text PKG-INFO good
    Name: demo
    ```

    Other version control systems have their own ignore files.

    ```text .hgignore good
    __pycache__
    ```
    """
    known = {*repository.files, *(repository.tracked or ())}
    if not repository.is_whole or repository.gitignore or any(map(tree.exists, _OTHERS)):
        return
    if _is_ignored_below(tree):
        return
    if ".gitignore" in known:
        yield Finding("`.gitignore` ignores nothing", Location(".gitignore"))
    else:
        fix = proposal.fix("Create a .gitignore for Python", ".gitignore", safe=True)
        yield Finding("there is no `.gitignore`", repository.place, fix)


def _is_ignored_below(tree: Tree) -> bool:
    """Tell whether folders of the project have their own .gitignore for Python."""
    below = (path for path in tree.files if path.endswith("/.gitignore") and not tree.exceeds(path, _SIZE))
    return any(_OURS.search(tree.text(path, strict=False)) for path in below)
