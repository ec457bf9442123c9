"""Whether the terminal or CI log that text goes to wants colour."""

from __future__ import annotations

from collections.abc import Mapping


def wants_color(choice: str, environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Decide on colour by the option `auto`, `always` or `never`, the environment, and where output goes.

    In this order: the option, `NO_COLOR` (no-color.org), `FORCE_COLOR` or `CLICOLOR_FORCE`, `TERM=dumb`,
    and whether it is a terminal. An empty variable counts as not set.
    """
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name) not in (None, "", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return terminal and environment.get("TERM") != "dumb"
