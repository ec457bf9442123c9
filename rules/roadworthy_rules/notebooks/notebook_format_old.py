from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule


@rule(Severity.NOTE, since="0.1")
def notebook_format_old(notebook: Notebook) -> Iterator[Finding]:
    """A notebook is stored in a format that Jupyter gave up in 2015.

    Most tools read nbformat 4 only. Run `jupyter nbconvert --to notebook --inplace` on it.

    ```notebook bad
    nbformat = 3
    ```
    ```notebook good
    nbformat = 4
    ```
    """
    number = notebook.get(int, "nbformat")
    if number is not None and number < 4 and notebook.role != "test":
        yield Finding(f"the notebook is of nbformat {number}", notebook.at("nbformat"))
