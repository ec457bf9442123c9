from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules.notebooks._shared import is_session
from roadworthy_rules.notebooks._undefined import undefined_names


@rule(Severity.ERROR, since="0.1")
def notebook_name_undefined(notebook: Notebook) -> Iterator[Finding]:
    """A cell uses a name that no cell above defines.

    A deleted cell defined the name, or a later cell ran first. When CI or another reader runs the notebook
    from top to bottom, it fails with `NameError`. Define the name in a cell above.

    The rule reports each name once. It stays silent after a magic that may define names, such as `%run`, and
    ignores cells with the tag `raises-exception`, notebooks with exercises, and those of Django's Shell-Plus,
    which imports all models. It ignores names that a cell looks for in `globals()` or `locals()`.

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
    ```notebook good
    [[cells]]
    source = '''
    if "rows" in globals():
        print(rows)
    '''
    ```
    ```notebook bad
    [[cells]]
    source = '''
    if "rows" in globals():
        draw(rows)
    '''
    ```
    ```notebook bad
    [[cells]]
    source = '''
    if "rows" in labels():
        print(rows)
    '''
    ```
    ```notebook good
    metadata = { kernelspec = { name = "django_extensions", display_name = "Django Shell-Plus" } }

    [[cells]]
    source = "Post.objects.count()"
    ```
    """
    if notebook.role not in ("test", "vendored") and not is_session(notebook):
        for found in undefined_names(notebook):
            yield Finding(f"`{found.name}` is {found.why}", found.at)
