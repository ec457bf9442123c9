from collections.abc import Iterator

from roadworthy import CIFiles, Finding, Repository, Severity, Tree, rule

#: What other systems keep at the top, and what is only there where somebody uses version control.
_TRACES = (
    ".bzr .fslckout .fossil .git_archival.txt .gitattributes .github .gitignore .gitlab .hg .hg_archival.txt"
    " .hgignore .hgtags .jj .mailmap .pijul .pre-commit-config.yaml .svn .sl CVS _darcs debian"
).split()


@rule(Severity.WARNING, since="0.1")
def version_control_missing(repository: Repository, ci: CIFiles, tree: Tree) -> Iterator[Finding]:
    """The project is not under version control.

    Nobody can say which code trained a model, who changed it, or how to go back to what worked. Run
    `git init` and commit.

    ```python bad
    print("training")
    ```
    ```git good
    tracked = ["src/demo/model.py"]
    ```
    ```python good
    print("training")
    ```
    What was exported from a repository has traces of it.

    ```python good
    print("training")
    ```
    ```gitignore good
    __pycache__/
    ```
    An unpacked sdist never was one.

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
        yield Finding("there is no version control here or above", repository.place)
