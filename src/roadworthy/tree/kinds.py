"""What kind of file a path names, and how such files write comments: one table for all who ask.

Judged by the name alone: what a file of a kind really holds is for its reader to find out.
"""

from __future__ import annotations

from enum import Enum
from typing import Literal

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re


@dataclass(frozen=True, slots=True)
class Comments:
    """How a kind of file writes comments.

    `start` is a pattern of what begins one, `end` the text that closes it (empty: the end of the line).
    `where` says what may stand before it on its line: anything, a blank at least, or blanks only.
    """

    start: str
    where: Literal["anywhere", "after-blank", "line-start"] = "anywhere"
    end: str = ""


_HASH = Comments("#")
_HASH_AFTER_BLANK = Comments("#", "after-blank")
_HASH_ALONE = Comments("#", "line-start")


class Kind(Enum):
    """A kind of file that something in a project is read from."""

    PYTHON = "python"
    NOTEBOOK = "notebook"
    TOML = "toml"
    YAML = "yaml"
    JSON = "json"
    INI = "ini"
    REQUIREMENTS = "requirements"
    DOCKERFILE = "dockerfile"
    SHELL = "shell"
    MAKEFILE = "makefile"
    #: A pattern or a setting a line: .gitignore, MANIFEST.in, CODEOWNERS, .env.
    LINES = "lines"
    MARKDOWN = "markdown"
    RESTRUCTUREDTEXT = "restructuredtext"
    OTHER = "other"

    @property
    def comments(self) -> Comments | None:
        """How comments are written; None where there are none, or no one looks for them."""
        return _COMMENTS.get(self)


_COMMENTS = {
    Kind.PYTHON: _HASH,
    Kind.TOML: _HASH,
    Kind.YAML: _HASH_AFTER_BLANK,
    # configparser, as setuptools uses it, takes what follows a value for a part of it.
    Kind.INI: Comments("[#;]", "line-start"),
    Kind.REQUIREMENTS: _HASH_AFTER_BLANK,
    # After an instruction it is a comment to the shell of RUN.
    Kind.DOCKERFILE: _HASH_AFTER_BLANK,
    Kind.SHELL: _HASH_AFTER_BLANK,
    Kind.MAKEFILE: _HASH,
    Kind.LINES: _HASH_ALONE,
    Kind.MARKDOWN: Comments("<!--", end="-->"),
    Kind.RESTRUCTUREDTEXT: Comments(r"\.\.", "line-start"),
}

_SUFFIXES = {
    ".py": Kind.PYTHON,
    ".pyi": Kind.PYTHON,
    ".pyw": Kind.PYTHON,
    ".ipynb": Kind.NOTEBOOK,
    ".toml": Kind.TOML,
    ".yml": Kind.YAML,
    ".yaml": Kind.YAML,
    ".cff": Kind.YAML,
    ".json": Kind.JSON,
    ".cfg": Kind.INI,
    ".ini": Kind.INI,
    ".sh": Kind.SHELL,
    ".bash": Kind.SHELL,
    ".mk": Kind.MAKEFILE,
    ".md": Kind.MARKDOWN,
    ".rst": Kind.RESTRUCTUREDTEXT,
}
_NAMES = {
    "Pipfile": Kind.TOML,
    "pdm.lock": Kind.TOML,
    "poetry.lock": Kind.TOML,
    "uv.lock": Kind.TOML,
    "Pipfile.lock": Kind.JSON,
    ".condarc": Kind.YAML,
    ".coveragerc": Kind.INI,
    ".flake8": Kind.INI,
    ".pylintrc": Kind.INI,
    "pylintrc": Kind.INI,
    ".gitmodules": Kind.INI,
    "Makefile": Kind.MAKEFILE,
    "makefile": Kind.MAKEFILE,
    "GNUmakefile": Kind.MAKEFILE,
    "justfile": Kind.MAKEFILE,
    "Justfile": Kind.MAKEFILE,
    "MANIFEST.in": Kind.LINES,
    "CODEOWNERS": Kind.LINES,
    ".gitignore": Kind.LINES,
    ".gitattributes": Kind.LINES,
    ".dockerignore": Kind.LINES,
    ".containerignore": Kind.LINES,
    ".env": Kind.LINES,
}
_DOCKERFILE = re.compile(
    r"(?:(?!(?:Docker|Container)file)[\w-])*+(?:Docker|Container)file(?:[.\-_].+|[A-Z]\w*)?"
    r"|dockerfile|DockerFile|.+\.([Dd]ocker|[Cc]ontainer)file"
)
#: Templates, backups and companions of a Dockerfile, which no builder reads as they stand.
_NO_DOCKERFILE = re.compile(
    r".+(~|\.(bak|containerignore|dockerignore|ejs|erb|gotmpl|in|j2|jinja2?|json|md|mustache|orig|patch|py|rej"
    r"|rst|sh|snap|swp|template|tmpl|tpl|txt|ya?ml))",
    re.IGNORECASE,
)
_REQUIREMENTS = re.compile(
    r"(.*/)?((requirements[^/]*|constraints)\.(txt|in)|requirements/[^/]+\.(txt|in)"
    # Other texts may lie in a directory of a shorter name.
    r"|reqs?/(base|ci|common|dev|develop|development|docs?|env|lint|local|main|prod|production|tests?)\.(txt|in))"
)


def kind_of(path: str) -> Kind:
    """Return the kind of file that a path names."""
    name = path.rpartition("/")[2]
    if name in _NAMES:
        return _NAMES[name]
    if _DOCKERFILE.fullmatch(name) and not _NO_DOCKERFILE.fullmatch(name):
        return Kind.DOCKERFILE
    if name.endswith((".txt", ".in")) and _REQUIREMENTS.fullmatch(path):
        return Kind.REQUIREMENTS
    if name.startswith(".env."):
        return Kind.LINES
    dot = name.rfind(".")
    return _SUFFIXES.get(name[dot:], Kind.OTHER) if dot > 0 else Kind.OTHER
