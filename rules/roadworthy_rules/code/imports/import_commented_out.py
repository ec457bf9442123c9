from collections.abc import Iterator

from roadworthy import Finding, Severity, rule
from roadworthy_rules.code.imports._handed_on import NeedlessImports


@rule(
    Severity.NOTE,
    since="0.2",
    codes=("F401", "pylint:unused-import", "pylint:W0611", "pyright:reportUnusedImport"),
    handwritten=True,
)
def import_commented_out(imports: NeedlessImports) -> Iterator[Finding]:
    """Only code that is commented out uses an import.

    The import slows down every start, and may require a dependency that the code does not need. Remove it
    together with the code: the Git history keeps both.

    The rule looks for calls and values in comments, and for lines that give a name a value in texts that
    nothing takes. `import-unused` reports an import that nothing mentions.

    ```python bad
    from math import exp, floor

    def loss(value):
        # value = floor(value)
        return exp(value)
    ```
    ```python fixed
    from math import exp

    def loss(value):
        # value = floor(value)
        return exp(value)
    ```
    ```python bad
    import csv

    def load(path):
        '''
        with path.open(newline="", encoding="utf-8") as file:
            rows = csv.reader(file, quoting=csv.QUOTE_NONNUMERIC)
            customers, amounts = [], []
            for customer, amount in rows:
                customers.append(customer)
                amounts.append(float(amount))
        '''
        return path.read_text()
    ```
    ```python good
    from math import exp, floor

    def loss(value):
        # value = floor(value)
        return exp(floor(value))
    ```
    """
    for item in imports.commented:
        yield Finding(f"only code that is commented out uses `{item.name}`", item.at, item.fix)
