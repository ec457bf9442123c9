"""What earns the points of layout."""

from __future__ import annotations

from roadworthy import Answer, Code, Layout, Location, Pyproject, kept, lacking, practice


@practice(5, rules=("package-missing", "code-unpackaged", "package-init-missing"))
def code_packaged(code: Code, layout: Layout, pyproject: Pyproject | None) -> Answer | None:
    """The code is in a package that can be built and imported.

    The share of functions and classes, those of notebooks included, that importable modules define. Nine
    tenths earn all points, so small scripts beside a package cost nothing. The root of a workspace has its
    code in the members.
    """
    if pyproject is not None and pyproject.is_workspace_root:
        return None
    modules = [module for module in code.modules if module.role == "source" and not module.generated]
    books = [book for book in code.notebooks if book.role == "source"]
    if not modules and not books:
        return None
    inside = sum(len(module.definitions) or 1 for module in modules if layout.owns(module.path))
    outside = sum(len(module.definitions) or 1 for module in modules if not layout.owns(module.path))
    outside += sum(len(book.functions) or 1 for book in books)
    if not inside:
        return lacking("all code is in scripts and notebooks")
    where = (layout.packages or layout.modules or ("the package",))[0]
    share = inside / (inside + outside) / 0.9
    reason = f"{outside} of {inside + outside} definitions are outside" if share < 1 else ""
    return kept((f"`{where}` holds {inside} definitions", Location(where)), share=share, reason=reason)
