from collections.abc import Iterator

from roadworthy import (
    DeclaredMetadata,
    Dockerfile,
    Finding,
    Layout,
    Location,
    ModuleSummary,
    Profile,
    Severity,
    Tree,
    rule,
)
from roadworthy_rules._names import named

#: Files at the root by which others know how to start the application.
_STARTS = "Procfile app.py asgi.py bentofile.yaml cog.yaml main.py manage.py streamlit_app.py wsgi.py".split()


@rule(Severity.NOTE, since="0.1")
def application_entry_missing(
    modules: tuple[ModuleSummary, ...],
    layout: Layout,
    profile: Profile,
    metadata: DeclaredMetadata | None,
    dockerfiles: tuple[Dockerfile, ...],
    tree: Tree,
) -> Iterator[Finding]:
    """An application has no command that starts it.

    `python src/churn/train.py` works only in a checkout. After installation the file is in `site-packages`,
    and it cannot import its own package when it is run by path. Declare a command:

        [project.scripts]
        churn-train = "churn.train:main"

    Or add a `__main__.py`, so that `python -m churn` works.

    The rule ignores libraries, and applications with a start command in a `Dockerfile`, or with a `Procfile`
    or a file such as `main.py`, `manage.py` or `wsgi.py` at the root.

    ```toml bad
    [project]
    name = "churn"
    ```
    ```dockerfile bad
    FROM python:3.13
    COPY . .
    ```
    ```python src/churn/train.py bad
    def main():
        return 0

    if __name__ == "__main__":
        main()
    ```
    ```python src/churn/__init__.py bad
    ```
    ```toml good
    [project]
    name = "churn"
    scripts = { churn-train = "churn.train:main" }
    ```
    ```python src/churn/train.py good
    def main():
        return 0

    if __name__ == "__main__":
        main()
    ```
    ```python src/churn/__init__.py good
    ```

    ```dockerfile good
    FROM python:3.13
    COPY . .
    CMD ["python", "-m", "churn.train"]
    ```
    ```python src/churn/train.py good
    def main():
        return 0

    if __name__ == "__main__":
        main()
    ```
    ```python src/churn/__init__.py good
    ```
    """
    if profile.name == "library" or not layout.packages or any(name in tree.files for name in _STARTS):
        return
    fields = ("scripts", "gui-scripts", "entry-points")
    if metadata and any(True for field in fields for _ in metadata.each(object, field)):
        return
    instructions = [item for dockerfile in dockerfiles for item in dockerfile.instructions]
    if any(item.keyword in ("CMD", "ENTRYPOINT") for item in instructions):
        return
    own = [module for module in modules if module.role == "source" and layout.owns(module.path)]
    if any(module.path.endswith("__main__.py") for module in own):
        return
    started = [module.path for module in own if {"__name__", "__main__"} <= module.names]
    if started:
        listing = named(started)
        yield Finding(f"no command is declared that starts {listing}", Location(started[0]))
