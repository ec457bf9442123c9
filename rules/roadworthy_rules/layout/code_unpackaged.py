from collections.abc import Iterator

from roadworthy import Finding, Location, Severity, rule
from roadworthy_rules.layout.package_missing import LooseCode


@rule(Severity.NOTE, since="0.2", take=0.5)
def code_unpackaged(loose: LooseCode) -> Iterator[Finding]:
    """Scripts and notebooks that run as they lie are in no package.

    You can run them, and nothing more: no test and no service can import a step of one without running all of
    it. Move what a second script, a test or a service needs into a package, `src/<name>/`, and import it from
    there.

    The rule reports scripts and notebooks that neither import each other nor repeat a function, without a
    project in `pyproject.toml` or `setup.py`. It also reports scripts that import only what lies beside them,
    if no module changes `sys.path`. Either they are at most ten and there are no notebooks, or the project
    answers no requests and the README starts one of them with `python`, be it from their directory.
    `package-missing` reports the others, and says what it ignores; so does this rule.

    ```notebook bad
    cells = [{ source = "import pandas" }]
    ```
    ```python clean.py bad
    import pandas as pd

    pd.read_csv("rows.csv").dropna().to_csv("clean.csv")
    ```
    ```python train.py bad
    import pandas as pd

    rows = pd.read_csv("clean.csv")
    ```
    ```python clean.py bad
    import pandas as pd

    def clean(path):
        return pd.read_csv(path).dropna()
    ```
    ```python train.py bad
    from clean import clean

    rows = clean("rows.csv")
    ```
    ```markdown README.md bad
    Run `python train.py --rows rows.csv`.
    ```
    ```python clean.py good
    import pandas as pd

    def clean(path):
        return pd.read_csv(path).dropna()
    ```
    ```python train.py good
    import sys

    sys.path.append("steps")

    from clean import clean

    rows = clean("rows.csv")
    ```
    ```markdown README.md good
    Run `python train.py --rows rows.csv`.
    ```
    ```python clean.py bad
    import pandas as pd

    def clean(path):
        return pd.read_csv(path).dropna()
    ```
    ```python train.py bad
    from clean import clean

    rows = clean("rows.csv")
    ```
    ```python clean.py good
    import pandas as pd

    def clean(path):
        return pd.read_csv(path).dropna()
    ```
    ```python steps/train.py good
    from clean import clean

    rows = clean("rows.csv")
    ```

    ```notebook good
    cells = [{ source = "import pandas" }]
    ```
    ```python clean.py good
    import pandas as pd

    def clean(path):
        rows = pd.read_csv(path)
        rows = rows.dropna()
        rows = rows[rows.age > 17]
        rows = rows[rows.tenure > 0]
        return rows
    ```
    ```python train.py good
    import pandas as pd

    def clean(path):
        rows = pd.read_csv(path)
        rows = rows.dropna()
        rows = rows[rows.age > 17]
        rows = rows[rows.tenure > 0]
        return rows
    ```
    """
    if not loose.shared:
        yield Finding(f"no package holds the code, which is {loose.listing}", Location("."))
