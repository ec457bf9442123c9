import re
from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, rule
from roadworthy_rules.notebooks._shared import texts

# Linear: a run of word characters is tried once, from where a word starts.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}\b")
_LIMIT = 1_000_000


@rule(Severity.WARNING, since="0.1")
def notebook_personal_data_stored(notebook: Notebook) -> Iterator[Finding]:
    """A notebook's outputs hold people's e-mail addresses.

    A table that was looked at once is then kept in every clone of the repository, for ever. Clear the output,
    and where the repository is public treat it as a leak: the history holds it still.

    The addresses themselves are never printed. A few of them may be an author's; five different ones are a
    table.

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
                yield Finding(f"the output holds {len(found)} e-mail addresses", at)
                break
