"""YAML as plain data with places, by PyYAML's pure parser and within limits.

The C parser overflows the stack on deep input, and PyYAML's constructors take exponential time on merge
keys. So the data is built from the parser's events: in one pass, without recursion.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from roadworthy.core import limits
from roadworthy.core.finding import Route
from roadworthy.locate import Mark
from roadworthy.locate.files import Files

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from roadworthy.locate.yaml_events import Builder


def parsed(files: Files, path: str) -> tuple[Any, dict[Route, Mark]]:
    """Return what `load` makes of a file, made once a run: do not change it.

    Raises `Unreadable` as `load_all` does, and where there is no text, or more than `limits.YAML_SIZE`.
    """
    return files.once(path, _loaded)


def _loaded(files: Files, path: str) -> tuple[Any, dict[Route, Mark]]:
    return load(files.text(path, limits.YAML_SIZE), path)


def load(text: str, path: str = "") -> tuple[Any, dict[Route, Mark]]:
    """Return the data of the first document of `text` with its marks; None without marks if it is empty.

    Raises `Unreadable`, also for a fault in a later document. See `load_all`.
    """
    documents = load_all(text, path)
    return documents[0] if documents else (None, {})


def load_all(text: str, path: str = "") -> list[tuple[Any, dict[Route, Mark]]]:
    """Return the data of each document of `text`, with the marks of all its values.

    Keys are always text, as written: `on` is "on". Plain values are resolved as YAML 1.1 does, except
    that timestamps stay text. Tags that are not YAML's own are ignored. Merge keys are resolved. Of equal
    keys the last one counts. What an alias stands for is shared, not copied: do not change it. A value
    that is an alias has the place of the alias, what is inside it that of the anchor; a merged key has
    the place where it is written.

    Raises `Unreadable`, at its place in `path`, for text that is not YAML, for an alias inside what it stands
    for, and for what is too large, too deep or has too many aliases.
    """
    import yaml

    from roadworthy.locate.yaml_events import Builder

    builder = Builder(text, path, yaml.SafeLoader(""))
    documents = []
    for event in _events(builder):
        if isinstance(event, yaml.DocumentEndEvent):
            documents.append(builder.document())
        else:
            builder.feed(event)
    return documents


def _events(builder: Builder) -> Iterator[Any]:
    import yaml
    from yaml.reader import ReaderError

    loader: Any = None
    try:
        loader = yaml.SafeLoader(builder.text)
        while loader.check_event():
            yield loader.get_event()
    except ReaderError as error:
        raise builder.fault(error.position, f"character #x{error.character:04x} is not allowed") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise builder.fault(mark.index if mark else 0, error.problem or "not valid YAML") from None
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):
        # PyYAML lets some of Python's own errors through: "\U99999999", or a version of 5,000 digits.
        raise builder.fault(loader.index if loader else 0, "not valid YAML") from None
