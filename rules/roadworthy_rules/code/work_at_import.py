from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule
from roadworthy_rules._names import named
from roadworthy_rules.code._work import work_in


@rule(Severity.WARNING, since="0.1", handwritten=True)
def work_at_import(module: Module) -> Iterator[Finding]:
    """A module reads data, trains, makes directories or calls a service when it is imported.

    So nothing of it can be imported without the file, the hour or the network that this takes, even by a
    test; and who imports it gets its directories, its logging and its tracking server. Move the work into
    functions, and call them from `main()` below `if __name__ == "__main__":`.

    ```python bad
    import pandas as pd

    rows = pd.read_csv("churn.csv")
    model = Model()
    model.fit(rows)
    ```
    ```python bad
    import logging.config
    from pathlib import Path

    import mlflow

    Path("logs").mkdir(exist_ok=True)
    mlflow.set_tracking_uri("https://tracking.example.org")
    logging.config.dictConfig({"version": 1})
    ```
    ```python good
    import pandas as pd
    from demo.canvas import view

    view.fit()

    def load(path):
        return pd.read_csv(path)

    if __name__ == "__main__":
        print(load("churn.csv"))
    ```
    A file beside the module itself is part of it, and Streamlit runs its pages from top to bottom.

    ```python good
    from importlib.resources import files
    from pathlib import Path

    import pandas as pd

    HERE = Path(__file__).parent
    VERSION = open(HERE / "VERSION").read()
    RATES = pd.read_csv(files("demo") / "rates.csv")
    ```
    ```python good
    import pandas as pd
    import streamlit as st

    st.dataframe(pd.read_csv("churn.csv"))
    ```
    """
    if (
        module.role != "source"
        or not module.in_package
        or module.path.rpartition("/")[2] in ("__main__.py", "setup.py")
    ):
        return
    found = work_in(module)
    if found:
        listing = named(f"{name}(...)" for name in found)
        verb = "run" if len(found) > 1 else "runs"
        yield Finding(f"{listing} {verb} when the module is imported", module.at(next(iter(found.values()))))
