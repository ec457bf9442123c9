"""Dataclasses: for a type checker the standard library's, for a run those of `core/record.py`."""

from __future__ import annotations

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from dataclasses import dataclass, field, fields, is_dataclass, replace
else:
    from roadworthy.core.record import dataclass, field, fields, is_dataclass, replace

__all__ = ["dataclass", "field", "fields", "is_dataclass", "replace"]
