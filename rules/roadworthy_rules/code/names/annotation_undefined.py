from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, rule
from roadworthy_rules.code.names._undefined import undefined, undefined_names


@rule(
    Severity.WARNING,
    since="0.1",
    codes=(
        "F821",
        "mypy:name-defined",
        "pylint:undefined-variable",
        "pylint:E0602",
        "pyrefly:unknown-name",
        "pyright:reportUndefinedVariable",
        "ty:unresolved-reference",
    ),
    handwritten=True,
)
def annotation_undefined(module: Module) -> Iterator[Finding]:
    """An annotation uses a name that is not defined.

    Python does not evaluate the annotation, so the code runs. But type checkers treat the name as `Any`, and
    libraries that read the types at run time fail with `NameError`: pydantic, FastAPI,
    `typing.get_type_hints`. Import the name. If only type checkers need it, import it under
    `if TYPE_CHECKING:`.

    The rule ignores the relationships of SQLAlchemy and SQLModel, which find the class by its name.

    ```python bad
    from __future__ import annotations

    def start(screen: Screen) -> None:
        screen.start()
    ```
    ```python bad
    def load(path: "Path") -> str:
        return path.read_text()
    ```
    ```python good
    from __future__ import annotations

    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from demo.screen import Screen

    def start(screen: Screen) -> "Application":
        return screen.application

    class Application:
        pass
    ```
    ```python bad
    class Plan(SQLModel, table=True):
        user: "User" = Field(default=None)
    ```
    ```python good
    class Plan(SQLModel, table=True):
        user: "User" = Relationship(back_populates="plan")
        steps: Mapped[list["Step"]] = relationship()
    ```
    """
    for name, places in undefined_names(module, evaluated=False):
        yield undefined(name, "annotates", places)
