import json
from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, counted, rule
from roadworthy_rules.notebooks._shared import is_work


@rule(Severity.WARNING, since="0.1")
def notebook_output_large(notebook: Notebook, *, kilobytes: int = 500) -> Iterator[Finding]:
    """A notebook stores a very large output.

    Every clone downloads it, and each new run adds another copy to the history. Display less: a few rows, a
    smaller figure, or a PNG instead of an interactive figure.

    The option `kilobytes` sets the allowed size of an output; documentation may use twice as much. The rule
    reports a notebook once. `notebook-outputs-stored` reports the other outputs.

    ```toml bad
    [tool.roadworthy.rules.notebook-output-large]
    kilobytes = 0
    ```
    ```notebook docs/start.ipynb bad
    [[cells]]
    source = "figure.show()"
    outputs = [{ output_type = "display_data", data = { "text/html" = ["<svg>", "</svg>"] } }]
    ```
    ```toml bad
    [tool.roadworthy.rules.notebook-output-large]
    kilobytes = 0
    ```
    ```notebook bad
    [[cells]]
    source = "figure.show()"
    outputs = [{ output_type = "display_data", data = { "text/html" = ["<svg>", "</svg>"] } }]
    ```
    ```notebook docs/start.ipynb good
    [[cells]]
    source = "figure.show()"
    outputs = [{ output_type = "display_data", data = { "text/html" = ["<svg>", "</svg>"] } }]
    ```
    """
    # A figure of the documentation is what its readers come for.
    limit = kilobytes * (1000 if is_work(notebook) else 2000)
    found = []
    for cell in notebook.code if notebook.role != "test" else ():
        for number, output in enumerate(cell.outputs):
            size = len(json.dumps(output, ensure_ascii=False))
            if size > limit:
                found.append((size, Location(notebook.path, (*cell.route, "outputs", number))))
    if found:
        size, first = found[0]
        others = tuple(at for _, at in found[1:])
        more = f" ({counted(len(others), 'more output')} so large)" if others else ""
        yield Finding(f"the output takes {size / 1000:.1f} kB{more}", first, related=others)
