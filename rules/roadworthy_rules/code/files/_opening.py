"""How a call of `open` opens its file."""

import ast


def mode_of(call: ast.Call) -> str | None:
    """Return the mode that a call of `open` gives, "r" where it gives none; None where it cannot be read."""
    mode = next((item.value for item in call.keywords if item.arg == "mode"), None) or (
        call.args[1] if len(call.args) > 1 else ast.Constant("r")
    )
    return str(mode.value) if isinstance(mode, ast.Constant) else None
