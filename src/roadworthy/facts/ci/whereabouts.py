"""Where scripts find out that they are: `$(dirname "$0")`, `$(cd .. && pwd)`, `$(git rev-parse ...)`."""

from __future__ import annotations

import posixpath

from roadworthy.core.late_re import re
from roadworthy.facts.ci.runners.recipe import ROOT

_OWN = r"""["']?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?(?::-\$\{?0\}?)?\})["']?"""
_REAL = rf"""["']?\$\([ \t]*+(?:realpath|readlink -[efm])[ \t]++(?:--[ \t]++)?{_OWN}[ \t]*+\)["']?"""
_FOLDER = re.compile(
    rf"\$\([ \t]*+dirname[ \t]++(?:--[ \t]++)?(?:{_OWN}|{_REAL})[ \t]*+\)|`dirname[ \t]++{_OWN}`"
    r"|\$\{(?:0|BASH_SOURCE(?:\[0\])?)%/\*\}"
)
_TOP = re.compile(r"\$\([ \t]*+git[ \t]++rev-parse[ \t]++--show-toplevel[^\n()]{0,40}\)")
_PATH = rf"""["']?({re.escape(ROOT)}(?:/[^\s"'()`$;&|]*+)?)["']?"""
_SILENT = r"(?:[&12]?>{1,2}[ \t]*+(?:/dev/null|&1)[ \t]*+){0,2}"
#: What asks for a folder of a known path, for the path itself, and for it once it is entered.
_PARENT = re.compile(rf"\$\([ \t]*+dirname[ \t]++(?:--[ \t]++)?{_PATH}[ \t]*+\)")
_ITSELF = re.compile(
    rf"\$\([ \t]*+(?:(?:realpath|readlink -[efm])[ \t]++(?:--[ \t]++)?{_PATH}"
    rf"|(?:cd|pushd)[ \t]++(?:-P[ \t]++)?(?:--[ \t]++)?{_PATH}[ \t]*+{_SILENT}"
    rf"(?:&&|;)[ \t]*+pwd(?:[ \t]++-P)?)[ \t]*+\)"
)
#: Paths within paths.
_DEPTH = 4


def with_folder(script: str, path: str) -> str:
    """Return a script with the folder that it lies in, by its path, where it asks for that."""
    if "dirname" not in script and "%/*" not in script and "--show-toplevel" not in script:
        return script
    folder = posixpath.join(ROOT, posixpath.dirname(path)).rstrip("/")
    return followed(_TOP.sub(lambda _: ROOT, _FOLDER.sub(lambda _: folder, script)))


def followed(text: str) -> str:
    """Return a text with what is known of the paths in it, such as the folder of one."""
    if "--show-toplevel" in text:
        text = _TOP.sub(lambda _: ROOT, text)
    for _ in range(_DEPTH):
        if ROOT not in text or "$(" not in text:
            break
        text = _PARENT.sub(lambda found: posixpath.dirname(posixpath.normpath(found[1])), text)
        text = _ITSELF.sub(lambda found: posixpath.normpath(found[1] or found[2]), text)
    return text
