from collections.abc import Iterator

from roadworthy import CIFiles, Finding, Repository, Severity, Tree, rule

#: What other systems keep at the top, and what is only there where someone uses version control.
_TRACES = (
    ".bzr .fslckout .fossil .git_archival.txt .gitattributes .github .gitignore .gitlab .hg .hg_archival.txt"
    " .hgignore .hgtags .jj .mailmap .pijul .pre-commit-config.yaml .svn .sl CVS _darcs debian"
).split()


@rule(Severity.WARNING, since="0.1")
def version_control_missing(repository: Repository, ci: CIFiles, tree: Tree) -> Iterator[Finding]:
    """The project is not under version control.

    You cannot tell which code trained a model or who changed it, and you cannot go back to a version that
    worked. Run `git init` and commit the project.

    ```python bad
    print("training")
    ```
    ```git good
    tracked = ["src/demo/model.py"]
    ```
    ```python good
    print("training")
    ```

    A directory exported from a repository is not reported: it contains files such as `.gitignore`.

    ```python good
    print("training")
    ```
    ```gitignore good
    __pycache__/
    ```

    An unpacked sdist is not reported either.

    ```python good
    print("training")
    ```
    ```text PKG-INFO good
    Name: demo
    ```
    """
    if repository.git or "PKG-INFO" in repository.files or ci.paths:
        return
    if not any(map(tree.exists, _TRACES)):
        yield Finding("neither this directory nor a parent is under version control", repository.place)
