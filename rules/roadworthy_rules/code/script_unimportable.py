from collections.abc import Iterator

from roadworthy import (
    DistributionContents,
    Finding,
    Layout,
    ModuleSummary,
    NotebookSummary,
    Severity,
    rule,
)
from roadworthy_rules.code.work_at_import import ImportWork, is_imported


@rule(Severity.NOTE, since="0.2", handwritten=True)
def script_unimportable(
    module: ModuleSummary,
    works: tuple[ImportWork, ...],
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    layout: Layout,
    contents: DistributionContents | None,
) -> Iterator[Finding]:
    """A script trains or downloads beside functions that others could import.

    You can start it, but neither a test nor another script can import its functions without the whole run.
    Move the run into `main()`, and call it under `if __name__ == "__main__":`.

    The rule reports scripts that train a model, or download something above their main block, and define a
    function or class. `work-at-import` reports those that another file imports, or that a package ships.

    ```python fit.py bad
    import pandas as pd

    def clean(rows):
        return rows.dropna()

    rows = clean(pd.read_csv("churn.csv"))
    model = Model()
    model.fit(rows)
    print(model.score(rows))
    ```
    ```python fit.py good
    import pandas as pd

    rows = pd.read_csv("churn.csv")
    model = Model()
    model.fit(rows)
    print(model.score(rows))
    ```
    ```python words.py bad
    import requests

    WORDS = requests.get("https://example.org/words.json", timeout=30).json()

    def known(word):
        return word in WORDS

    if __name__ == "__main__":
        print(known("churn"))
    ```
    ```python words.py good
    import requests

    def words():
        return requests.get("https://example.org/words.json", timeout=30).json()

    if __name__ == "__main__":
        print("churn" in words())
    ```
    ```python groups.py good
    import pandas as pd
    from sklearn.cluster import DBSCAN

    def clean(rows):
        return rows.dropna()

    groups = DBSCAN(eps=5)
    groups.fit(clean(pd.read_csv("churn.csv")))
    print(groups.labels_)
    ```
    """
    for work in works:
        if work.at.file != module.path or not work.shared:
            continue
        packed = contents is not None or not work.starts
        if not is_imported(module.path, modules, notebooks, layout, packed=packed):
            yield Finding(work.message, work.at)
