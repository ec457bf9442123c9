"""What the terminal or CI log that text goes to can show: colour, links, how wide."""

from __future__ import annotations

from collections.abc import Mapping

#: How wide text is at least and at most, and where nothing is known of it.
NARROWEST, WIDEST, USUAL = 80, 200, 100
_LINKING = frozenset(
    ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio", "zed", "WarpTerminal")
)
_LINKING_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour", "wezterm")
_MARKS = ("WT_SESSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "DOMTERM")


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


def wants_links(environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Decide on hyperlinks (OSC 8): `FORCE_HYPERLINK`, else on terminals known to have them, never in CI.

    The variables are those by which terminals tell of themselves; VTE has links since 0.50.
    """
    forced = environment.get("FORCE_HYPERLINK")
    if forced:
        return forced != "0"
    if not terminal or environment.get("CI") or environment.get("TERM") == "dumb":
        return False
    vte = environment.get("VTE_VERSION", "")
    return (
        environment.get("TERM_PROGRAM") in _LINKING
        or environment.get("TERM", "").startswith(_LINKING_TERMS)
        or any(environment.get(name) for name in _MARKS)
        or (vte.isascii() and vte.isdigit() and int(vte[:9]) >= 5000)
    )


def is_read_by_a_person(environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Tell whether someone sits before the terminal: a hook or a CI may have one as well."""
    return terminal and not environment.get("PRE_COMMIT") and not environment.get("CI")


def width_of(columns: int) -> int:
    """Return how wide text is to be on a terminal of so many columns."""
    return min(max(columns, NARROWEST), WIDEST)
