import re
from collections.abc import Iterator

from roadworthy import (
    Files,
    Finding,
    Location,
    Severity,
    Span,
    Tree,
    counted,
    extractor,
    role_of,
    rule,
)

_ENDINGS = tuple(".bash .bat .cfg .csv .ini .json .sh .toml .tsv .txt .yaml .yml".split())
_SIZE = 2_000_000
_BASELINE, _HEAD = '"schema": "roadworthy-baseline/', 100
#: So many characters of a file tell: a table has its paths in each row.
_READ = 20_000
#: The home of a person: the name of a user, and something in it.
_HOME = re.compile(
    r"(?<![\w./-])/(?:home|Users)/(?!(?:airflow|app|appuser|azureuser|circleci|codespace|coder|conda|docker"
    r"|ec2-user|gitpod|jovyan|mambauser|node|pi|runner|runneradmin|sagemaker-user|site|ubuntu|user|username"
    r"|vscode|vsts|Shared|your\w*|you|me|name|xxx?)/)[A-Za-z][\w.-]+/[\w.-]+"
    r"|\b[A-Z]:[\\/]{1,2}Users[\\/]{1,2}(?!user|your|Public|name)[\w. -]+[\\/]"
)
#: Files that tools write for one machine, and that say so.
_ASIDE = re.compile(r"(?i)(?:^|/)(?:\.\w[^/]*|mlruns|wandb|node_modules|logs?)/|lock\b|environment|conda")


@rule(Severity.NOTE, since="0.2", handwritten=True)
def home_path_in_file(tree: Tree) -> Iterator[Finding]:
    """A file of settings or data names a path in the home of a person.

    On any other machine the path does not exist: who takes the settings, the script or the list of files
    cannot run with it, and it tells the name of the user. Write paths relative to the project, and join them
    with a directory that is given when the program starts.

    The rule reads settings, shell scripts and tables, and reports a project once. It ignores homes of hosted
    services and containers, such as `/home/circleci`. `path-absolute` reads code.

    ```yaml config/train.yaml bad
    rows: /home/anna/churn/rows.csv
    ```
    ```text data/train.csv bad
    path,label
    /Users/anna/churn/images/1.jpg,0
    ```
    ```json roadworthy-baseline.json good
    {
    "schema": "roadworthy-baseline/1",
    "score": 21.2,
    "findings": {"a1": ["path-absolute", "train.py", "`/home/anna/data` is on one machine"]}
    }
    ```
    ```yaml config/train.yaml good
    rows: data/rows.csv
    home: /home/user/churn
    tools: /home/circleci/bin/tools
    page: https://example.org/home/anna/churn
    ```
    """
    found: list[tuple[str, Location]] = []
    for path in sorted(tree.files):
        if not path.endswith(_ENDINGS) or tree.exceeds(path, _SIZE) or _ASIDE.search(path):
            continue
        if role_of(path) in ("test", "example", "documentation", "vendored"):
            continue
        place = tree.extract(path, _home)
        if place:
            text, line, column = place
            found.append((text, Location(path, span=Span(line, column, line, column + len(text)))))
    if found:
        (text, first), *others = found
        more = f", and {counted(len(others), 'more file does', 'more files do')} so" if others else ""
        message = f"the file names `{text}`, which is on one machine{more}"
        yield Finding(message, first, related=tuple(at for _, at in others[:10]))


@extractor
def _home(files: Files, path: str) -> tuple[str, int, int] | None:
    """Return the first path in a home that a file names, with its line and column."""
    text = files.text(path, strict=False)[:_READ]
    # To look for a text takes a fraction of the time of the expression.
    match = _HOME.search(text) if "/home/" in text or "Users" in text else None
    # A baseline quotes what findings say of other files.
    if match is None or _BASELINE in text[:_HEAD]:
        return None
    before = text[: match.start()]
    return match[0], before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
