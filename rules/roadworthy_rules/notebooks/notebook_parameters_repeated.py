from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule


@rule(Severity.WARNING, since="0.1")
def notebook_parameters_repeated(notebook: Notebook) -> Iterator[Finding]:
    """Two cells of a notebook have the tag `parameters`.

    papermill inserts its values after the first of them, so the second cell silently resets its parameters to
    their defaults. Move all parameters into one cell.

    ```notebook bad
    [[cells]]
    source = "rate = 0.1"
    metadata = { tags = ["parameters"] }

    [[cells]]
    source = "rounds = 10"
    metadata = { tags = ["parameters"] }
    ```
    ```notebook good
    [[cells]]
    source = "rate = 0.1"
    metadata = { tags = ["parameters"] }

    [[cells]]
    source = "rate = 0.2"
    metadata = { tags = ["injected-parameters"] }
    ```
    """
    tagged = [cell for cell in notebook.code if "parameters" in cell.tags]
    if notebook.role != "test" and len(tagged) > 1:
        first, second = tagged[0].index + 1, tagged[1]
        yield Finding(
            f"cell {first} also has the tag `parameters`, and papermill uses only that cell", second.line(1)
        )
