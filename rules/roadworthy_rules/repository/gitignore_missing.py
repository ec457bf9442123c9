from collections.abc import Iterator

from roadworthy import Finding, Location, Proposal, Repository, Severity, Tree, rule

_OTHERS = (".hg", ".hgignore", ".jj", ".svn", ".bzr", "_darcs", ".fslckout")


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
        fix = proposal.fix("Create a .gitignore for Python", ".gitignore", safe=True)
        yield Finding("there is no `.gitignore`", repository.place, fix)
