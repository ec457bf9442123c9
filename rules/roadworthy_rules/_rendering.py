"""Whether PyPI can render a description in reStructuredText, asked of docutils as readme_renderer does."""

import re
from math import inf

from roadworthy import Verdicts
from roadworthy_rules._substitutions import expanded_size

#: Longer texts are not judged: docutils reads 100 KB a second.
_SIZE = 300_000
#: Characters that a text may have once its substitutions are made: each may hold others twice, and so on.
_EXPANDED = 1_000_000
_MESSAGE = re.compile(r"<string>:(\d+): \([A-Z]+/\d\) (.*)")


def rendering_fault(text: str, verdicts: Verdicts) -> tuple[int, str] | None:
    """Return the line (0 where it is none's) and what is wrong with it; None where it can be rendered."""
    if len(text) > _SIZE:
        return None
    size = expanded_size(text)
    if size > _EXPANDED:
        return 0, f"its substitutions stand for {'themselves' if size == inf else 'millions of characters'}"
    # docutils takes a fifth of a short run to load, and a second for a long text.
    line, said = verdicts.of("rendering", text, lambda: _told(text) or (0, ""))
    return (line, said) if said else None


def _told(text: str) -> tuple[int, str] | None:
    """Return what docutils says against a text in reStructuredText, as PyPI has it rendered."""
    import io

    from docutils.core import publish_parts
    from docutils.utils import SystemMessage
    from docutils.writers.html5_polyglot import Writer
    from readme_renderer.rst import SETTINGS, ReadMeHTMLTranslator

    writer = Writer()
    writer.translator_class = ReadMeHTMLTranslator
    # These insert no files and no raw HTML; and no docutils.conf of the project may change that.
    settings = {**SETTINGS, "_disable_config": True, "warning_stream": io.StringIO()}
    try:
        parts = publish_parts(text, writer=writer, settings_overrides=settings)
    except SystemMessage as message:
        found = _MESSAGE.match(str(message))
        return (int(found[1]), found[2]) if found else (0, str(message))
    except Exception:
        return None  # Not a verdict on the text, but docutils' own fault.
    # As for PyPI, which takes what comes out empty for broken.
    if parts.get("docinfo") or parts.get("fragment"):
        return None
    return 0, "the description is empty when it is rendered"
