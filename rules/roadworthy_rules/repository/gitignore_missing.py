from collections.abc import Iterator

from roadworthy import Create, Finding, Fix, Location, Repository, Severity, Tree, rule

_OTHERS = (".hg", ".hgignore", ".jj", ".svn", ".bzr", "_darcs", ".fslckout")
_TEXT = """\
__pycache__/
*.py[cod]
*.egg-info/
.coverage
.env
.ipynb_checkpoints/
.venv/
/dist/
"""


@rule(Severity.WARNING, since="0.1")
def gitignore_missing(repository: Repository, tree: Tree) -> Iterator[Finding]:
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
    .coverage
    .env
    .ipynb_checkpoints/
    .venv/
    /dist/
    ```

    An empty `.gitignore` is reported too.

    ```gitignore bad
    # nothing yet
    ```
    ```gitignore good
    __pycache__/
    .venv/
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
    if ".gitignore" in known:
        yield Finding("`.gitignore` ignores nothing", Location(".gitignore"))
    else:
        fix = Fix("Create a .gitignore for Python", Create(".gitignore", _TEXT))
        yield Finding("there is no `.gitignore`", repository.place, fix)
