"""What earns the points of code."""

from __future__ import annotations

from roadworthy import Answer, Code, Layout, Location, ModuleSummary, and_more, kept, practice
from roadworthy_rules.code._shared import own_modules, public_functions

#: A module without any definition does work as it is imported where it mentions more names than this, ...
_FEW = 20
#: ... and asks at least so much of values of its own, as `frame.head` and `model.fit` do.
_ASKED = 3


@practice(6)
def steps_are_functions(code: Code) -> Answer | None:
    """The steps of the work are functions in modules, which other code and tests can call.

    The share of modules that are not one long script, against all modules and the notebooks of the project.
    A notebook counts as a script unless it defines functions of its own; a module without a definition does
    where it does more than import, hand on and name values, and no `__init__.py` does.
    """
    modules = [module for module in code.modules if module.role == "source" and not module.generated]
    books = [book for book in code.notebooks if book.role == "source"]
    if not modules and not books:
        return None
    loose = [module.path for module in modules if _is_script(module)]
    loose += [book.path for book in books if not book.functions]
    share = 1 - len(loose) / (len(modules) + len(books))
    first = next((module for module in modules if module.definitions), None)
    chain = [(f"`{first.path}` defines {len(first.definitions)}", Location(first.path))] if first else []
    reason = f"scripts without functions: {and_more(sorted(loose), 3)}" if loose else ""
    return kept(*chain, share=share, reason=reason)


def _is_script(module: ModuleSummary) -> bool:
    if module.definitions or len(module.uses) <= _FEW or module.path.endswith("__init__.py"):
        return False
    imported = {item.binds for item in module.imports}
    # Strings and imports are uses, too, and begin with signs.
    asked = (use.partition(".") for use in module.uses if use.replace(".", "").isidentifier())
    return sum(bool(dot) and owner not in imported for owner, dot, _ in asked) >= _ASKED


@practice(3, rules=("docstring-missing",))
def functions_documented(modules: tuple[ModuleSummary, ...], layout: Layout) -> Answer | None:
    """Public functions have a docstring (PEP 257).

    The share of those with one; three quarters are all.
    """
    public = [
        item
        for module in own_modules(modules, layout)
        for item in public_functions(module)
        if not item.trivial
    ]
    if not public:
        return None
    share = sum(item.documented for item in public) / len(public)
    reason = f"{sum(not item.documented for item in public)} of {len(public)} have none" if share < 1 else ""
    return kept(share=share / 0.75, reason=reason)
