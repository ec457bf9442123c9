"""What was judged of texts in earlier runs, where it takes long: kept by the hash of the text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from roadworthy.core.seen import digest_of
from roadworthy.core.store import Store

#: How many verdicts are kept: those that were used last.
_KEPT = 500


class Verdicts:
    """Verdicts that depend on one text and on the programs that run, which `salt` tells, and on nothing else.

    Without a store, each is made anew.
    """

    def __init__(self, store: Store | None = None, salt: str = "") -> None:
        self._store = store
        self._name = "verdicts" + digest_of(salt.encode())
        self._known: dict[str, Any] | None = None
        self._changed = False

    def of(self, subject: str, text: str, judge: Callable[[], Any]) -> Any:
        """Return the verdict on a text, which is JSON data; `judge` makes it where it is not known.

        `subject` is what is judged: one text may be judged in several ways.
        """
        if self._store is None:
            return judge()
        if self._known is None:
            self._known = json.loads(self._store.read(self._name) or b"{}")
        key = digest_of(f"{subject}\n{text}".encode("utf-8", "surrogatepass"))
        if key in self._known:
            # The last one that was used is the last one to go.
            self._known[key] = self._known.pop(key)
        else:
            # As it will be read: a tuple comes back as a list.
            self._known[key] = json.loads(json.dumps(judge()))
            self._changed = True
        return self._known[key]

    def write(self) -> None:
        """Keep what was judged for the next run."""
        if self._store is not None and self._known is not None and self._changed:
            kept = dict(list(self._known.items())[-_KEPT:])
            self._store.write(self._name, json.dumps(kept, separators=(",", ":")).encode())
            self._changed = False
