"""One rule, one file, one function, one name."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy import Finding, Location, Severity, rule
from roadworthy_acme.facts.codeowners import Codeowners


@rule(Severity.ERROR, since="1.0", group="repository")
def acme_owner_missing(codeowners: Codeowners | None, *, team: str = "@acme") -> Iterator[Finding]:
    """CODEOWNERS names no team of Acme.

    Without an owner no one is asked to review a change. Name the team that answers for the repository.

    ```text CODEOWNERS bad
    * @somebody
    ```
    ```text CODEOWNERS good
    * @acme/platform
    ```
    """
    if codeowners is None:
        yield Finding("there is no CODEOWNERS", Location("CODEOWNERS"))
    elif not any(owner.startswith(team) for owner in codeowners.owners):
        yield Finding(f"no owner starts with `{team}`", Location(codeowners.path))
