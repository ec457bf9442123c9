import re
from collections.abc import Iterator
from math import inf

from roadworthy import CoreMetadata, Finding, Severity, rule
from roadworthy_rules.artifacts.core_metadata._substitutions import expanded_size

#: Longer texts are not judged: docutils reads 100 KB a second.
_SIZE = 300_000
#: Characters that a text may have once its substitutions are made: each may hold others twice, and so on.
_EXPANDED = 1_000_000
_MESSAGE = re.compile(r"<string>:(\d+): \([A-Z]+/\d\) (.*)")


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_description_unrenderable(metadata: CoreMetadata) -> Iterator[Finding]:
    """The description of a wheel or sdist cannot be rendered.

    PyPI rejects a reStructuredText description with any warning, and treats a description without a content
    type as reStructuredText. Fix the text, or set `content-type = "text/markdown"` if it is Markdown.

    ```wheel bad
    metadata = { Description = "A demo\\n====\\n" }
    ```

    ```sdist bad
    metadata = { Description = "See :unknown:`this`.\\n", Description-Content-Type = "text/x-rst" }
    ```

    ```wheel bad
    metadata = { Description = "Demo\\n====\\n\\n.. include:: secret.txt\\n" }
    ```

    ```wheel good
    metadata = { Description = "Demo\\n====\\n\\nA *demo*.\\n" }
    ```

    ```wheel good
    metadata = { Description = "A demo\\n====\\n", Description-Content-Type = "text/markdown" }
    ```

    ```wheel good
    ```
    """
    kind = metadata.first("description-content-type").partition(";")[0].strip().lower()
    text = metadata.description
    if kind in ("", "text/x-rst") and text.strip() and len(text) <= _SIZE:
        size = expanded_size(text)
        if size > _EXPANDED:
            fault = f"its substitutions stand for {'themselves' if size == inf else 'millions of characters'}"
        else:
            fault = _fault(text)
        if fault:
            yield Finding(fault, metadata.at())


def _fault(text: str) -> str:
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
        return f"line {found[1]}: {found[2]}" if found else str(message)
    except Exception:
        return ""  # Not a verdict on the text, but docutils' own fault.
    # As for PyPI, which takes what comes out empty for broken.
    return (
        ""
        if parts.get("docinfo") or parts.get("fragment")
        else "the description is empty when it is rendered"
    )
