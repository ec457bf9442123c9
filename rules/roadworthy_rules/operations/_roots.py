"""Whether a service answers `GET /`, and whether with data or with a page for people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import extractor
from roadworthy_rules.operations._log_lines import heads_above
from roadworthy_rules.operations._model_stores import extracted
from roadworthy_rules.operations._shared import node_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import Definition, Files, ModuleSummary, Operations, Tree

#: A handler of `/` that takes what is sent there, and one that may answer `GET /`.
_TAKES_ROOT = re.compile(r"""@[\w.]{1,80}\.(?:delete|patch|post|put)\(\s{0,40}["']/["']""")
_GETS_ROOT = re.compile(
    r"""@[\w.]{1,80}\.(?!delete|patch|post|put)\w{1,40}\(\s{0,40}(?:path\s?=\s?)?["']/["']"""
)
#: The same with a body that returns a table: `return {"message": "up"}`.
_ROOT_OF_TABLE = re.compile(
    r"""@[\w.]{1,80}\.(?:get|route)\([ ]{0,4}["']/["'][^\n]{0,200}\)\s{0,20}\n"""
    r"""(?:[ \t]{0,8}@[^\n]{0,200}\n){0,3}"""
    r"""[ \t]{0,8}(?:async[ ])?def[ ]\w{1,80}\([^)\n]{0,200}\)[^\n:]{0,80}:\s{1,80}"""
    r"""(?:\"{3}[^"]{0,500}\"{3}\s{1,80})?return[ ](?:\{|dict\(|jsonify\()"""
)
#: `/` as a text, and where it is no route: it joins or cuts other texts, or is where pages are.
_SLASH = re.compile(r"""["']/["']""")
_NO_ROUTE = re.compile(
    r"""\+[ ]{0,4}["']/["']|["']/["'](?:[ ]{0,4}\+|\.join\()"""
    r"""|\.(?:endswith|[lr]?strip|mount|r?partition|replace|r?split|startswith)\(\s{0,40}["']/["']"""
    r"""|\b(?:docs_url|redoc_url|root_path|sep)[ ]?=[ ]?["']/["']"""
    r"""|\bRedirectResponse\(\s{0,40}(?:url[ ]?=[ ]?)?["']/["']"""
)
#: A handler of `/` that stands below something, and what begins a block that may not run.
_INNER_ROOT = re.compile(
    r"""([ \t]{1,40})@[\w.]{1,80}\.(?:get|route)\([ \t]{0,40}(?:path[ ]?=[ ]?)?["']/["']"""
)
_CONDITION = ("if ", "if(", "elif ", "else:", "else ", "try:", "except")
#: What answers with the files of a page.
_FILES = frozenset(("FileResponse", "StaticFiles"))
#: What makes parts of an application is included below a path.
_BELOW = frozenset(("include_router", "prefix"))
#: What makes a page.
_PAGES = frozenset(("HTMLResponse", "Jinja2Templates", "TemplateResponse"))
_FLASK_PAGES = frozenset(
    "redirect render_template render_template_string send_file send_from_directory template".split()
)
#: What makes a page of Django, what was sent to a view, and what views answer by.
_DJANGO_PAGES = frozenset(
    "FileResponse HttpResponseRedirect TemplateResponse get_template open redirect render"
    " render_to_string".split()
)
_SENT = frozenset("FILES POST body data method".split())
_DJANGO_ANSWERS = {"HttpResponse": "text", "JsonResponse": "data", "Response": "data"}
#: Frameworks that serve pages and data.
_OF_BOTH = frozenset(("aiohttp", "bottle", "flask", "quart", "sanic", "starlette"))
#: Frameworks of interfaces, which serve no pages by themselves, and what they make.
_INTERFACES = frozenset(("fastapi", "litestar", "robyn"))
APPLICATIONS = frozenset(("FastAPI", "Litestar", "Robyn"))


def gets_root(item: Definition) -> bool:
    """Tell whether the decorators of a definition say that it may answer `GET /`."""
    return any(map(_GETS_ROOT.search, item.header))


def answers_root(modules: Iterable[ModuleSummary], tree: Tree) -> bool:
    """Tell whether an interface without pages answers `GET /`, which shows that it is up."""
    modules = [module for module in modules if module.role == "source"]
    # A part that others include below a path has a root of its own.
    below = any(module.mentioned >= _BELOW for module in modules)
    modules = [module for module in modules if "/" in module.texts and not _only_takes_root(module)]
    return any(_has_root_of_data(module, tree) for module in modules) or any(
        _imports(module, _INTERFACES)
        and (
            not module.mentioned.isdisjoint(APPLICATIONS)
            or ("APIRouter" in module.mentioned and "prefix" not in module.mentioned and not below)
        )
        and module.mentioned.isdisjoint(_PAGES)
        and not _is_no_route(module, tree)
        and not _may_be_page(module, tree)
        for module in modules
    )


def django_root(operations: Operations, modules: Iterable[ModuleSummary]) -> str:
    """Return what the view of Django at `/` answers: `data`, or `text`, which may be a page; else nothing.

    One that looks at what was sent, or by which method, may answer nothing else.
    """
    found = {
        name
        for module in modules
        for item in module.definitions
        if node_of(module, item) in operations.roots and item.names.isdisjoint(_DJANGO_PAGES | _SENT)
        for name in item.names & _DJANGO_ANSWERS.keys()
    }
    return min(map(_DJANGO_ANSWERS.__getitem__, found), default="")


def may_answer_root(modules: Iterable[ModuleSummary], tree: Tree) -> bool:
    """Tell whether a framework of pages too may answer `GET /` with data: nothing shows that it is a page.

    An interface may where it answers so only if the files of its page are not there.
    """
    return any(
        "/" in module.texts
        and module.role == "source"
        and (
            (
                _imports(module, _OF_BOTH)
                and (module.mentioned.isdisjoint(_PAGES | _FLASK_PAGES) or _has_plain_root(module))
                and not _is_no_route(module, tree)
            )
            or (_imports(module, _INTERFACES) and _may_be_page(module, tree))
        )
        for module in modules
    )


def _may_be_page(module: ModuleSummary, tree: Tree) -> bool:
    """Tell whether a module that answers with files has a handler of `/` only under a condition.

    Where the files of a page are there, the page is at `/`.
    """
    if module.mentioned.isdisjoint(_FILES):
        return False
    return extracted(tree, module.path, _root_by_condition, False)


@extractor
def _root_by_condition(files: Files, path: str) -> bool:
    """Tell whether all handlers of `/` in a module stand in blocks that may not run."""
    lines = files.text(path, strict=False).splitlines()
    inner = [number for number, line in enumerate(lines) if _INNER_ROOT.match(line)]
    outer = any(line[:1] == "@" and _GETS_ROOT.match(line) for line in lines)
    heads = (next(heads_above(lines, number), "") for number in inner)
    return bool(inner) and not outer and all(head.startswith(_CONDITION) for head in heads)


def _only_takes_root(module: ModuleSummary) -> bool:
    """Tell whether the handlers of `/` in a module only take what is sent there: `@app.post("/")`."""
    lines = [line for item in module.definitions for line in item.header]
    return any(map(_TAKES_ROOT.search, lines)) and not any(map(_GETS_ROOT.search, lines))


def _is_no_route(module: ModuleSummary, tree: Tree) -> bool:
    """Tell whether each `/` in a module joins or cuts other texts, or is where files are.

    A part of a text is no route either: `f"{folder}/{name}"`.
    """
    if any(_SLASH.search(line) for item in module.definitions for line in item.header):
        return False
    text = tree.text(module.path, strict=False)
    return _SLASH.search(_NO_ROUTE.sub("", text)) is None


def _has_root_of_data(module: ModuleSummary, tree: Tree) -> bool:
    """Tell whether a handler of `/` of Flask answers with data: it makes JSON or a table, and no page."""
    at_root = [item for item in module.definitions if gets_root(item)]
    if not _imports(module, _OF_BOTH):
        return False
    # A function that makes the application holds its handlers.
    if not at_root:
        return "jsonify" in module.mentioned and extracted(tree, module.path, _root_of_table, False)
    plain = [item for item in at_root if item.names.isdisjoint(_PAGES | _FLASK_PAGES)]
    if any("jsonify" in item.names for item in plain):
        return True
    return bool(plain) and _ROOT_OF_TABLE.search(tree.text(module.path, strict=False)) is not None


@extractor
def _root_of_table(files: Files, path: str) -> bool:
    """Tell whether a handler of `/` does nothing but answer with a table."""
    return _ROOT_OF_TABLE.search(files.text(path, strict=False)) is not None


def _has_plain_root(module: ModuleSummary) -> bool:
    """Tell whether the handlers of `/` in a module make no page, whatever the module makes elsewhere."""
    at_root = [item for item in module.definitions if gets_root(item)]
    return bool(at_root) and all(item.names.isdisjoint(_PAGES | _FLASK_PAGES) for item in at_root)


def _imports(module: ModuleSummary, libraries: frozenset[str]) -> bool:
    return any(item.module.partition(".")[0] in libraries for item in module.imports)
