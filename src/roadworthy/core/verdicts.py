"""What was judged of texts and files in earlier runs, where it takes long: kept by their hashes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from roadworthy.core.seen import digest_of
from roadworthy.core.store import Store

T = TypeVar("T")

#: How many verdicts are kept: those that were used last.
_KEPT = 500


class Verdicts:
    """Verdicts that depend on one text and on the programs that run, which `salt` tells, and on nothing else.

    Without a store, each is made anew.
    """

    def __init__(self, store: Store | None = None, salt: str = "") -> None:
        self._store = store
        self._salt = salt
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

    def value(
        self,
        about: Callable[[], tuple[str, ...]],
        kind: Any,
        make: Callable[[], T],
        holds: Callable[[], bool] | None = None,
    ) -> T:
        """Return a value of a type of plain data, which `make` makes where it is not known.

        It depends on nothing but what `about` gives: a subject, and what tells one thing from others, such as
        the hash of a file. `holds` tells once it is made whether that is still so. Each is an entry of its
        own, for it may be large. What `make` raises is raised each time.
        """
        if self._store is None:
            return make()
        import zlib

        from roadworthy.core.plain import from_data, to_data

        name = "value" + digest_of(json.dumps([self._salt, *about()]).encode("utf-8", "surrogatepass"))
        data = self._store.view(name)
        if data is not None:
            found: T = from_data(json.loads(zlib.decompress(data)), kind)
            return found
        value = make()
        if holds is None or holds():
            written = json.dumps(to_data(value, kind), separators=(",", ":")).encode()
            self._store.write(name, zlib.compress(written, 1))
        return value

    def write(self) -> None:
        """Keep what was judged for the next run."""
        if self._store is not None and self._known is not None and self._changed:
            kept = dict(list(self._known.items())[-_KEPT:])
            self._store.write(self._name, json.dumps(kept, separators=(",", ":")).encode())
            self._changed = False
