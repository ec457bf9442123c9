import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, counted, nodes_of, rule
from roadworthy_rules._paths import KAGGLE_PATH, MACHINE_PATH, addresses, may_hold_path

#: How code asks whether it runs on Kaggle, where the path is sure to be, or writes what is submitted there.
_RUNS_ON_KAGGLE = re.compile(
    r"(?i)\b(?:is|in|on)_kaggle|KAGGLE_KERNEL|/kaggle[\"'\w/-]{0,100}+\)(?:\.exists|\.is_dir)|submission\.csv"
    r"|\b(?:exists|isdir)\(\s*+[\"']/kaggle"
)
#: How code asks whether it runs on Colab.
_RUNS_ON_COLAB = re.compile(
    r"(?i)\b(?:is|in|on)_colab|COLAB_(?:GPU|RELEASE_TAG)|[\"']google\.colab[\"'] in "
    r"|/content[\"'\w/-]{0,100}+\)(?:\.exists|\.is_dir)|\b(?:exists|isdir)\(\s*+[\"']/content\b"
)


@rule(Severity.WARNING, since="0.1", codes=("S108",), handwritten=True)
def path_absolute(module: Module) -> Iterator[Finding]:
    """A path in the code exists on only one machine.

    On other machines the file is missing or is a different one, and the path reveals its author's user name.
    Take the path as an argument or from the settings, or make it relative to the project.

    The rule ignores `~`, paths of containers and systems (`/app`, `/opt/ml`, `/tmp`, `/home/airflow`), what
    a name such as `url_path` calls the address of a page. It ignores paths of Kaggle in modules that ask
    whether they run there or whether such a path exists, or that write a `submission.csv`, and paths of
    Colab in modules that ask the same. It reports a module once.

    ```python bad
    DATA = "/home/anna/churn/data.csv"
    ```
    ```python bad
    CHECKPOINTS = "/ssd_scratch/anna/checkpoints"
    ```
    ```python bad
    ROWS = "/data2/anna/churn/rows"
    ```
    ```python bad
    ROWS = "/mnt/store/users/anna/rows"
    ```
    ```python bad
    rows = load("C:\\\\Users\\\\anna\\\\churn.csv")
    ```
    ```python good
    def load(path="data/churn.csv"):
        \"\"\"Load, say, /home/anna/churn.csv.\"\"\"
        return path, "/opt/ml/model", "~/.config/churn", "/Users/{id}/groups", "/home/"

    DAGS = "/home/airflow/dags/churn"
    TRAINED = "/from_scratch/model"
    MOUNTED = "/data/churn/rows", "/data1/rows", "/data2/{name}/rows"
    STORED = "/mnt/store/rows", "/mnt/users/{name}/rows"
    ```
    ```python good
    import os

    ON_KAGGLE = "KAGGLE_KERNEL_RUN_TYPE" in os.environ
    DATA = "/kaggle/input/churn/train.csv" if ON_KAGGLE else "data/train.csv"
    ```
    ```python good
    PAGE = {"url_path": "/home/blog/first-post/"}
    ```
    ```python good
    import pandas as pd

    rows = pd.read_csv("/kaggle/input/churn/test.csv")
    rows.to_csv("submission.csv")
    ```
    ```python src/demo/hosted.py good
    import os

    STORE, DRIVE = "/kaggle/working/models", "/content/drive/churn"
    if not os.path.exists("/kaggle/working"):
        STORE = "models"
    if not os.path.isdir("/content/drive"):
        DRIVE = "data"
    ```
    ```python src/demo/hosted.py bad
    import os

    STORE, DRIVE = "/kaggle/working/models", "/content/drive/churn"
    if not os.path.exists("/kaggle/working"):
        STORE = "models"
    ```
    ```python bad
    DATA = "/kaggle/input/churn/train.csv"
    ```
    ```python tests/test_model.py good
    PATH = "/home/anna/churn/data.csv"
    ```
    """
    if module.role != "source" or not may_hold_path(module.text):
        return
    kaggle = _RUNS_ON_KAGGLE.search(module.text) is not None
    colab = "/content/" in module.text and _RUNS_ON_COLAB.search(module.text) is not None
    nodes = [
        node
        for node in nodes_of(module, ast.Constant)
        if isinstance(node.value, str)
        and (MACHINE_PATH.fullmatch(node.value) or (not kaggle and KAGGLE_PATH.fullmatch(node.value)))
        and not (colab and node.value.startswith("/content/"))
    ]
    pages = {*addresses(nodes_of(module, ast.Assign, ast.Dict, ast.keyword))} if nodes else ()
    found = [(node.value, module.at(node)) for node in nodes if id(node) not in pages]
    if found:
        (path, at), *others = found
        more = f", and {counted(len(others), 'more path does', 'more paths do')}" if others else ""
        where = "only on Kaggle" if KAGGLE_PATH.fullmatch(path) else "on only one machine"
        yield Finding(f"`{path}` exists {where}{more}", at, related=tuple(at for _, at in others))
