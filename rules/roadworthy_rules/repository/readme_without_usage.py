import re
from collections.abc import Iterator

from roadworthy import CodeReadme, Finding, Location, Severity, rule

#: What a README has that says how to install or run something, or where that is written.
_USAGE = re.compile(
    r"(?i)```|~~~|^ {0,8}\$ |^\.\. code"
    r"|\b(?:conda|docker|documentation|execut\w+|getting started|how to|instal\w*|jupyter|launch|make|pip"
    r"|poetry|quick ?start|reproduc\w+|run|running|runs|set ?up|streamlit|usage|uv|wiki)\b"
    r"|\b(?:python3?|sh|bash) \S"
    r"|https?://[^\s)]*(?:docs|readthedocs|wiki)|安装|使用|运行|实行|インストール|実行|使い方|설치|실행|запус|установ",
    re.MULTILINE,
)


@rule(Severity.NOTE, since="0.1")
def readme_without_usage(readme: CodeReadme) -> Iterator[Finding]:
    """The README does not say how to install or run the project.

    A new colleague has to guess the Python version, the dependencies, the data and the order of the scripts,
    and you cannot reproduce the result. Add the commands: how to install the dependencies, where to get the
    data, and what to run.

    The rule reports a README without any command, code block, or word such as "install", "run" or "usage",
    and without a link to documentation.

    ```text README.md bad
    # House prices

    Predicts the prices of houses by gradient boosting.
    ```
    ```python train.py bad
    print("training")
    ```
    ```text README.md good
    # House prices

    Install the requirements, and run `train.py`.
    ```
    ```python train.py good
    print("training")
    ```

    A project without code has nothing to run.

    ```text README.md good
    # House prices
    ```
    """
    if not _USAGE.search(readme.text):
        yield Finding(
            f"`{readme.path}` does not say how to install or run the project", Location(readme.path)
        )
