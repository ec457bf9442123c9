"""Pages in a directory of tests that a command builds with warnings as errors: the test of an extension."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.late_re import re
from roadworthy.facts.tests.other_suites import text_of
from roadworthy.tree.roles import role_of
from roadworthy.tree.tree import Tree

#: A build that stops at a warning.
_STRICT = re.compile(r"\bsphinx-build\b[^\n]*?[ \t](?:-[A-Za-z]*W|--fail-on-warning)\b")
_EXTENSIONS = re.compile(r"^extensions\s*+\+?=\s*+\[([^\]]*+)\]", re.MULTILINE)
_NAME = re.compile(r"""["']([\w.]++)["']""")
_SIZE = 200_000


def extensions_built(tree: Tree, commands: str) -> Iterator[str]:
    """Yield the `setup` of each own extension of Sphinx that the pages in a directory of tests use.

    There is none where no command builds pages with warnings as errors.
    """
    if "sphinx-build" not in commands or not _STRICT.search(commands):
        return
    for path in tree.files:
        if path.rpartition("/")[2] != "conf.py" or role_of(path) != "test" or tree.exceeds(path, _SIZE):
            continue
        for listed in _EXTENSIONS.findall(text_of(tree, path)):
            for name in _NAME.findall(listed):
                below = name.replace(".", "/")
                if any(
                    tree.exists(f"{base}{below}{end}")
                    for base in ("", "src/")
                    for end in (".py", "/__init__.py")
                ):
                    yield f"{name}:setup"
