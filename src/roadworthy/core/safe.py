"""Making text inert where it is shown: a terminal obeys control characters, and a CI log certain words.

What is broken up, by who obeys it:

- GitHub Actions and Azure Pipelines: `##[...]` and `##vso[...]` anywhere, `::...::` at the start of a line
- TeamCity: `##teamcity[...]` anywhere
- GitLab and Travis CI: `section_start:`, `section_end:`, `travis_fold:`, `travis_time:`
- Buildkite: `---`, `+++`, `~~~`, `^^^` at the start of a line
- terminals, editors and browsers: escape sequences, and characters that turn or hide text
"""

from __future__ import annotations

from roadworthy.core.late_re import re

# C1 controls and DEL; characters that turn text or hide in it (bidirectional and tag characters, separators,
# fillers, byte order marks); lone surrogates, which stand for undecodable bytes of a file name.
_ODD = (
    "\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f"
)
_UNSAFE = re.compile(f"[\x00-\x1f{_ODD}]")
# What a log obeys wherever it stands, up to where it can be broken.
_COMMAND = re.compile(r"##(?=[A-Za-z]*\[)|(?:section_(?:start|end)|travis_(?:fold|time))(?=:)")
# JSON and TOML escape C0 controls by themselves, and indent by them.
_IN_STRINGS = re.compile(f"[{_ODD}]|{_COMMAND.pattern}")
# .NET's TrimStart, which GitHub's runner uses, and `\s` know the same blanks.
_START = re.compile(r"^(\s*(?=::)|(?=---|\+\+\+|~~~|\^\^\^))")


def safe(text: str) -> str:
    r"""Return text that cannot steer a terminal or a CI log: control characters become `\x1b`, `\u202e`.

    A backslash is put into what a CI takes for a command.
    """
    return _START.sub(r"\1\\", _unmarked(_without_controls(text)))


def safe_diff_line(line: str) -> str:
    """Return a line of a unified diff, which is still one where it says nothing that a log obeys.

    Tabs, and the CR of a line that ends with CR LF, are part of the patch and steer nothing. The three signs
    that begin its headers stay, at the price that Buildkite folds its log there.
    """
    bare = line.removesuffix("\r")
    text = _unmarked(_without_controls(bare, keep="\t"))
    if text.lstrip().startswith("::"):
        text = f"{text[0]}\\{text[1:]}" if text[0].isspace() else f"\\{text}"
    return text + line[len(bare) :]


def inert(text: str) -> str:
    """Return lines of our own, whose values are `safe` already, in which no log finds a command.

    Colours are kept.
    """
    return "\n".join(_START.sub(r"\1\\", _unmarked(line)) for line in text.split("\n"))


def safe_strings(text: str, wide: str = "") -> str:
    r"""Return JSON text, or strings of TOML, with escapes for what a terminal or a log may obey.

    No value changes, but a lone surrogate, which is no Unicode text: it becomes the six characters `\udcff`,
    as the error handler backslashreplace writes it. `wide` formats the code of a character beyond the first
    65,536; without it that is two escapes, as in JSON.
    """

    def replaced(match: re.Match[str]) -> str:
        kept, code = match.group()[:-1], ord(match.group()[-1])
        if 0xD800 <= code < 0xE000:
            return f"\\\\u{code:04x}"
        if code < 0x10000:
            return f"{kept}\\u{code:04x}"
        if wide:
            return wide.format(code)
        return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"

    return _IN_STRINGS.sub(replaced, text)


def _without_controls(text: str, keep: str = "") -> str:
    return _UNSAFE.sub(lambda match: match[0] if match[0] in keep else _escaped(match[0]), text)


def _unmarked(line: str) -> str:
    """Return a line, or a part of one, without what a log obeys wherever it stands."""
    return _COMMAND.sub(r"\g<0>\\", line)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
