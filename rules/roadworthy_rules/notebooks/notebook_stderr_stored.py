from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, counted, rule
from roadworthy_rules.notebooks._shared import keeps_outputs


@rule(Severity.NOTE, since="0.1")
def notebook_stderr_stored(notebook: Notebook) -> Iterator[Finding]:
    """A notebook stores output of standard error.

    Readers see warnings, progress bars and log lines of one machine before the result. Fix the cause of the
    warnings, or clear the output. `%%capture` keeps it out of the notebook.

    The rule reports a notebook once.

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
        verb = "is" if len(found) == 1 else "are"
        yield Finding(f"{number} {verb} from standard error", found[0], related=tuple(found[1:]))
