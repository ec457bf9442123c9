import json
from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, rule
from roadworthy_rules.notebooks._shared import is_work, keeps_outputs


@rule(Severity.WARNING, since="0.1")
def notebook_output_large(notebook: Notebook, *, kilobytes: int = 500) -> Iterator[Finding]:
    """An output that stays in the notebook is very large.

    Every clone downloads it, and each new run adds another copy to the history. Display less: a few rows, a
    smaller figure, or a PNG instead of an interactive figure.

    The rule checks outputs that `notebook-outputs-stored` ignores: those of documentation, and of cells with
    the tag `keep_output`. The option `kilobytes` sets the allowed size of an output; documentation may use
    twice as much.

    ```toml bad
    [tool.roadworthy.rules.notebook-output-large]
    kilobytes = 0
    ```
    ```notebook docs/start.ipynb bad
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
    if notebook.role == "test":
        return
    is_reading = not is_work(notebook)
    for cell in notebook.code:
        if not is_reading and not keeps_outputs(cell):
            continue
        for number, output in enumerate(cell.outputs):
            size = len(json.dumps(output, ensure_ascii=False))
            # A figure of the documentation is what its readers come for.
            if size > kilobytes * (2000 if is_reading else 1000):
                at = Location(notebook.path, (*cell.route, "outputs", number))
                yield Finding(f"the output takes {size / 1000:.1f} kB", at)
