"""The attributes that templates of Django and Jinja read of the objects that they are given.

Which object a template gets is not known: an attribute counts for each class that the tests reach.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from roadworthy.core.fault import Blocked
from roadworthy.core.late_re import re
from roadworthy.core.trace import extractor
from roadworthy.facts.python import ModuleSummary
from roadworthy.locate.files import Files
from roadworthy.tree.tree import Tree

#: What renders templates, by the top of its import name.
_RENDERERS = frozenset(
    "aiohttp_jinja2 bottle cookiecutter copier django fastapi flask jinja2 litestar mkdocs quart sanic sphinx"
    " starlette tornado".split()
)
#: Suffixes that only templates have, and those that templates in a directory of their own have.
_SUFFIXES = (".djhtml", ".j2", ".jinja", ".jinja2", ".jnj", ".tmpl", ".tpl")
_BELOW = frozenset(("jinja", "jinja2", "templates"))
_SIZE = 200_000
#: A tag or a variable, as far as it goes on in its line.
_TAG = re.compile(r"\{[{%]([^{}\n]*+)")
_ATTRIBUTE = re.compile(r"\.([A-Za-z]\w*+)")


def read_by_templates(modules: Iterable[ModuleSummary], tree: Tree) -> frozenset[str]:
    """Return the names of the attributes that the project's templates read, if anything renders some."""
    if not any(item.module.partition(".")[0] in _RENDERERS for m in modules for item in m.imports):
        return frozenset()
    found: set[str] = set()
    for path in tree.files:
        parents = path.split("/")[:-1]
        if not path.endswith(_SUFFIXES) and (_BELOW.isdisjoint(parents) or path.endswith(".py")):
            continue
        if tree.exceeds(path, _SIZE):
            continue
        with suppress(Blocked):
            found.update(tree.extract(path, _attributes_in))
    return frozenset(found)


@extractor
def _attributes_in(files: Files, path: str) -> list[str]:
    """Return the names of the attributes that a template reads."""
    tags = _TAG.findall(files.text(path, strict=False))
    return sorted({name for tag in tags for name in _ATTRIBUTE.findall(tag)})
