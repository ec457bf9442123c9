import re
from collections.abc import Iterator

from roadworthy import Dependency, Finding, Fix, Replace, Set, Severity, rule

#: Distributions without content, which point to the one that is meant (as of 2026-11); most fail to install.
_DUMMIES = {
    "airflow": "apache-airflow",
    "bs4": "beautifulsoup4",
    "django-rest-framework": "djangorestframework",
    "pytorch": "torch",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "zmq": "pyzmq",
}
#: Distributions that go on under another name (as of 2026-11); versions or import names may differ.
_MOVED = {
    "aioredis": "redis",
    "ansible-base": "ansible-core",
    "duckduckgo-search": "ddgs",
    "fake-factory": "faker",
    "fbprophet": "prophet",
    "graphql-core-next": "graphql-core",
    "gym": "gymnasium",
    "msgpack-python": "msgpack",
    "mysql-connector": "mysql-connector-python",
    "nvidia-ml-py3": "nvidia-ml-py",
    "pandas-profiling": "ydata-profiling",
    "pep8": "pycodestyle",
    "pinecone-client": "pinecone",
    "pycrypto": "pycryptodome",
    "pypdf2": "pypdf",
    "python-levenshtein": "levenshtein",
    "slackclient": "slack-sdk",
    "tensorflow-gpu": "tensorflow",
}


@rule(Severity.WARNING, since="0.1")
def dependency_renamed(dependency: Dependency) -> Iterator[Finding]:
    """A dependency has been renamed.

    Some old names only point to the new distribution, and may already fail to install. Others are no longer
    maintained because the project continues under another name. Require the new name.

    The fix replaces only names that point to the new distribution. It drops the version, because the two
    distributions have different versions.

    ```toml bad
    [project]
    dependencies = ["pandas>=2.2", "sklearn>=0.0", "bs4[lxml]; python_version < '3.14'"]
    ```
    ```toml fixed
    [project]
    dependencies = ["pandas>=2.2", "scikit-learn", "beautifulsoup4[lxml]; python_version < '3.14'"]
    ```
    ```requirements bad
    pandas==2.2.3
    sklearn==0.0  # the model
    ```
    ```requirements fixed
    pandas==2.2.3
    scikit-learn  # the model
    ```
    ```requirements bad
    tensorflow-gpu>=2.4
    ```

    ```toml bad
    [tool.poetry.dependencies]
    fbprophet = "^0.7"
    ```
    ```toml good
    [project]
    dependencies = ["scikit-learn>=1.5", "beautifulsoup4", "torch"]
    ```
    """
    new = _DUMMIES.get(dependency.name) or _MOVED.get(dependency.name)
    if new is None or dependency.manager in ("conda", "pixi"):  # other names are right there
        return
    fix = None
    if dependency.name in _DUMMIES and dependency.manager in ("pyproject", "requirements"):
        text = _renamed(dependency.text, new)
        edit = Replace if dependency.at.span else Set
        fix = Fix(f"Require `{new}`", edit(dependency.at, text))
    pointer = "only points to" if dependency.name in _DUMMIES else "was renamed to"
    yield Finding(f"`{dependency.name}` {pointer} `{new}`", dependency.at, fix)


def _renamed(text: str, new: str) -> str:
    """Put another name into a requirement, and leave out its version."""
    requirement, semicolon, marker = text.partition(";")
    extras = re.search(r"\[[^][]*+\]", requirement)
    return new + (extras[0] if extras else "") + semicolon + marker
