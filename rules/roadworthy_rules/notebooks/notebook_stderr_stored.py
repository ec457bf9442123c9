from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, counted, rule
from roadworthy_rules.notebooks._shared import keeps_outputs


@rule(Severity.NOTE, since="0.1")
def notebook_stderr_stored(notebook: Notebook) -> Iterator[Finding]:
    """A notebook stores what was written to standard error.

    Readers see warnings, progress bars and log lines of one machine before they see the result. Fix what
    warns, or clear the output; `%%capture` keeps it out of the notebook. A notebook is reported once.

    ```notebook bad
    [[cells]]
    source = "train()"
    outputs = [{ output_type = "stream", name = "stderr", text = ["FutureWarning: ..."] }]
    ```
    ```notebook good
    [[cells]]
    source = "train()"
    outputs = [{ output_type = "stream", name = "stdout", text = ["trained"] }]
    ```
    """
    found = [
        Location(notebook.path, (*cell.route, "outputs", number))
        for cell in (notebook.code if notebook.role != "test" else ())
        for number, output in enumerate(cell.outputs)
        if output.get("name") == "stderr" and not keeps_outputs(cell)
    ]
    if found:
        number = counted(len(found), "output")
        verb = "was" if len(found) == 1 else "were"
        yield Finding(f"{number} {verb} written to standard error", found[0], related=tuple(found[1:]))
