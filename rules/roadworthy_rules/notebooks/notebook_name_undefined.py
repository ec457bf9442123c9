from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules.notebooks._undefined import undefined_names


@rule(Severity.ERROR, since="0.1")
def notebook_name_undefined(notebook: Notebook) -> Iterator[Finding]:
    """A cell uses a name that no cell before it defines.

    It worked because a cell that is gone had defined the name, or because a later one had run first. From top
    to bottom, as CI and the next reader run it, the notebook stops with a `NameError`. Define the name in a
    cell above. Magics that may bind names, such as `%run`, silence the rule from there on; cells with the tag
    `raises-exception` and notebooks with exercises are left alone. Each name is reported once.

    ```notebook bad
    [[cells]]
    source = "rows = clean(['a'])"

    [[cells]]
    source = '''
    def clean(rows):
        return rows
    '''
    ```
    ```notebook bad
    [[cells]]
    source = "rows = [row for row in 'ab']"

    [[cells]]
    source = "print(row)"
    ```
    ```notebook bad
    [[cells]]
    source = "rows = []\\ndel rows"

    [[cells]]
    source = "len(rows)"
    ```
    ```notebook bad
    [[cells]]
    source = "%%bash\\nls"

    [[cells]]
    source = "len(rows)"
    ```
    ```notebook good
    [[cells]]
    source = '''
    def fit(rows):
        return clean(rows)
    '''

    [[cells]]
    source = '''
    def clean(rows):
        return rows
    '''

    [[cells]]
    source = "fit([row for row in 'ab'])"
    ```
    ```notebook good
    [[cells]]
    source = "%run setup.py\\nrows"

    [[cells]]
    source = "rows = []"
    ```
    """
    if notebook.role != "test":
        for found in undefined_names(notebook):
            yield Finding(f"`{found.name}` is {found.why}", found.at)
