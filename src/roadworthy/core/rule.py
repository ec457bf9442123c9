"""A rule: one function, its name, its severity, and its docstring as its page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.signature import Where, loaded, set_where

if TYPE_CHECKING:
    from roadworthy.core.finding import Finding

RuleFunction = Callable[..., "Iterator[Finding]"]


class Severity(Enum):
    """How bad a finding is; the values order them."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word that users read and write: `error`, `warning` or `note`."""
        return self.name.lower()


@dataclass(frozen=True)
class Rule:
    """What the engine runs: `function` and what is known of it.

    `take` is the part of what is left of its group that a full violation takes (None: by severity).
    `group` is the group it counts in; a pack sets it to its own name unless the rule states another. `pypi`
    says that PyPI refuses an upload for this, `everywhere` that others do so, too.
    `codes` are what other tools call the same fault, so that their comments accept it: `F401` of flake8 and
    ruff, `mypy:name-defined`, `pylint:unused-import`, `pyright:reportUnusedImport`. With `handwritten`, files
    that a tool wrote, as they say themselves, are left alone. `security` makes findings security alerts, from
    0.1 to 10.0 as CVSS counts; `cwe` is the number of the weakness in the Common Weakness Enumeration.
    """

    name: str
    function: RuleFunction
    severity: Severity
    since: str
    default: bool = True
    preview: bool = False
    pypi: bool = False
    everywhere: bool = False
    take: float | None = None
    aliases: tuple[str, ...] = ()
    group: str = ""
    codes: tuple[str, ...] = ()
    handwritten: bool = False
    security: float | None = None
    cwe: int | None = None

    @property
    def page(self) -> str:
        """The whole page, dedented Markdown."""
        return dedent(loaded(self.function).__doc__ or "")

    @cached_property
    def summary(self) -> str:
        """The first line of the page: the fault, with its full stop."""
        return self.page.partition("\n")[0]

    @cached_property
    def why(self) -> str:
        """What the page says between its first line and its first example."""
        prose = self.page.partition("\n")[2].partition("\n```")[0]
        return prose.strip()

    @property
    def file(self) -> str:
        """The path of the source file that holds the function."""
        return loaded(self.function).__code__.co_filename

    @property
    def line(self) -> int:
        """The line of the function's first decorator."""
        return loaded(self.function).__code__.co_firstlineno

    def in_group(self, group: str) -> Rule:
        """Return this rule, in `group` unless it states its own."""
        return self if self.group else replace(self, group=group)


def rule(
    severity: Severity,
    *,
    since: str,
    default: bool = True,
    preview: bool = False,
    pypi: bool = False,
    everywhere: bool = False,
    take: float | None = None,
    aliases: tuple[str, ...] = (),
    group: str = "",
    codes: tuple[str, ...] = (),
    handwritten: bool = False,
    security: float | None = None,
    cwe: int | None = None,
    where: Where | None = None,
) -> Callable[[RuleFunction], Rule]:
    """Return a decorator that makes a `Rule` of a function; the name is the function's in kebab-case.

    `default=False` marks what is strict or contested, `preview=True` what may still change. `pypi=True`
    says that PyPI rejects the upload because of it: the rule is an error for the target `pypi` and a note for
    `private`. With `everywhere=True` others refuse it as well, and the target makes no difference. `codes`
    are what other tools call this fault: `# noqa: F401` accepts findings of a rule with `codes=("F401",)`;
    other tools' names of it are written `"mypy:name-defined"`, `"pylint:unused-import"`. A rule with
    `handwritten=True` does not judge files that say that a tool wrote them. `security` makes
    findings security alerts in SARIF (above 9.0 critical, from 7.0 high, from 4.0 medium, below low), and
    `cwe` names the weakness. A rule on nodes is asked only in files of which `where` is true: what its
    role or its text rules out is asked once a file. Raises `ValueError` for `everywhere` alone, and for a
    `security` out of range.
    """
    if everywhere and not pypi:
        raise ValueError("`everywhere` says more of `pypi`, and means nothing without it")
    if security is not None and not 0.1 <= security <= 10.0:
        raise ValueError(f"`security` must be from 0.1 to 10.0, not {security}")

    def decorate(function: RuleFunction) -> Rule:
        if where:
            set_where(function, where)
        name = function.__name__.replace("_", "-")
        return Rule(
            name,
            function,
            severity,
            since,
            default,
            preview,
            pypi,
            everywhere,
            take,
            aliases,
            group,
            codes,
            handwritten,
            security,
            cwe,
        )

    return decorate


def dedent(text: str) -> str:
    """Return a docstring as Markdown: without the margin of its lines, and with one line end."""
    first, _, rest = text.partition("\n")
    lines = rest.expandtabs().split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join([first.strip(), *(line[margin:].rstrip() for line in lines)]).strip() + "\n"


def options(function: Any) -> dict[str, Any]:
    """Return a rule's options and their defaults: its keyword-only parameters."""
    return dict(loaded(function).__kwdefaults__ or {})
