import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, rule
from roadworthy_rules.notebooks._shared import texts

# Linear: a run of word characters is tried once, from where a word starts.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}\b")
_LIMIT = 1_000_000


@rule(Severity.WARNING, since="0.1")
def notebook_personal_data_stored(notebook: Notebook) -> Iterator[Finding]:
    """A notebook's outputs contain people's email addresses.

    Every clone of the repository keeps the table that you displayed once. Clear the output. If the repository
    is public, treat this as a data leak, because the history still contains the addresses.

    The rule never prints the addresses. It reports outputs with at least five different ones, because fewer
    may be the authors'.

    ```notebook bad
    [[cells]]
    source = "customers.head()"

    [[cells.outputs]]
    output_type = "execute_result"

    [cells.outputs.data]
    "text/plain" = ["ann@example.com bob@example.com cid@example.com dee@example.com eve@example.com"]
    ```
    ```notebook good
    [[cells]]
    source = "help(model)"
    outputs = [{ output_type = "stream", name = "stdout", text = ["written by ann@example.com"] }]
    ```
    """
    if notebook.role == "test":
        return
    for cell in notebook.code:
        for number, output in enumerate(cell.outputs):
            found = {
                match.group().lower() for text in texts(output) for match in _EMAIL.finditer(text[:_LIMIT])
            }
            if len(found) >= 5:
                at = Location(notebook.path, (*cell.route, "outputs", number))
                yield Finding(f"the output contains {len(found)} email addresses", at)
                break
