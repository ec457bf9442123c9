"""Making strings from an untrusted tree inert where they are shown."""

from __future__ import annotations

import re

# C0 and C1 controls, DEL, bidirectional marks and overrides, line and paragraph separators, lone
# surrogates (undecodable bytes of a file name), and the byte order mark.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


def safe(text: str, keep: str = "") -> str:
    r"""Return text that cannot steer a terminal or a CI log: control characters become `\x1b`, `\u202e`.

    `##[` and a leading `::`, which CI runners take for commands, are broken by a backslash. The characters
    of `keep` stay as they are.
    """
    text = _UNSAFE.sub(lambda match: match[0] if match[0] in keep else _escaped(match), text)
    text = text.replace("##[", "#\\#[")
    return "\\" + text if text.lstrip().startswith("::") else text


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
