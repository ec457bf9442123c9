"""What earns the points of notebooks."""

from __future__ import annotations

from roadworthy import Answer, Code, Layout, Location, NotebookSummary, counted, kept, lacking, practice
from roadworthy_rules.notebooks._shared import is_work

#: As many functions of five lines or more are the package's, as `notebook-logic-kept` has it.
_MANY = 3


@practice(1, rules=("notebook-logic-kept",))
def notebooks_call_code(code: Code, layout: Layout) -> Answer | None:
    """Notebooks import the project's code instead of defining it.

    The share of the notebooks that people work with which import the project's modules, and define fewer than
    three functions of five lines or more. One that does neither earns a half: it looks at data. Notebooks of
    documentation, examples and tutorials are not asked.
    """
    asked = [book for book in code.notebooks if is_work(book) and book.language == "python"]
    if not asked:
        return None
    own = {
        name
        for module in code.modules
        if module.role == "source"
        for name in _imported_as(layout, module.path)
    }
    if not own:
        return lacking("all code is in notebooks")
    calling = [at for book in asked for at in _imports(book, own)[:1]]
    holding = [book for book in asked if _holds(book)]
    earned = sum(0.0 if _holds(book) else 1.0 if _imports(book, own) else 0.5 for book in asked)
    reason = "" if earned == len(asked) else _reason(len(holding), len(asked))
    chain = [("a notebook imports the project's code", at) for at in calling[:3]]
    gains = {"notebook-logic-kept": len(holding) / len(asked)}
    return kept(*chain, share=earned / len(asked), reason=reason, gains=gains)


def _reason(holding: int, asked: int) -> str:
    if holding:
        notebooks = counted(asked, "notebook defines", "notebooks define")
        return f"{holding} of {notebooks} functions that belong in the package"
    return "notebooks import none of the project's code"


def _imported_as(layout: Layout, path: str) -> tuple[str, str]:
    """Return the first parts of the names by which a notebook would import a module.

    From the root, which many notebooks put on the search path, it is its first directory, `src` as well.
    """
    name = layout.module_name(path)
    top = path.removesuffix(".py").partition("/")[0]
    return name.partition(".")[0] if layout.owns(path) else name.rpartition(".")[2], top


def _imports(book: NotebookSummary, own: set[str]) -> list[Location]:
    """Return the places at which a notebook imports the project's own modules."""
    return [at for name, at in book.imports if name.partition(".")[0] in own]


def _holds(book: NotebookSummary) -> bool:
    """Tell whether a notebook defines what others would want to import."""
    return sum(map(bool, book.digests)) >= _MANY
