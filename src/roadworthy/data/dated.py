"""What ages of the data that Roadworthy judges by: its own tables, and lists of other distributions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from roadworthy.data.tables import read_table, tables


@cache
def url_labels() -> Mapping[str, str]:
    """Return the well-known labels of project URLs and their aliases, normalised, with how to write each."""
    found = {}
    for row in read_table("url_labels").rows:
        name, label = row.split(maxsplit=1)
        found[name] = label
    return found


def classifiers_date() -> date | None:
    """Return the day of the installed list of classifiers: its version begins with it."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        year, month, day = version("trove-classifiers").split(".")[:3]
        return date(int(year), int(month), int(day))
    except (PackageNotFoundError, ValueError):
        return None


def described() -> list[str]:
    """Return a line for each table and list that ages, with its date or version."""
    from importlib import import_module
    from importlib.metadata import version

    try:
        spdx = getattr(import_module("packaging.licenses._spdx"), "VERSION", "unknown")
    except ImportError:  # packaging makes no promise about this module
        spdx = "unknown"
    return [
        f"stable ABI of Python: abi3info {version('abi3info')}",
        f"classifiers: trove-classifiers {version('trove-classifiers')}",
        f"licences: SPDX {spdx}, of packaging {version('packaging')}",
        f"[tool.setuptools] schema: validate-pyproject {version('validate-pyproject')}",
        *(
            f"{table.title}: {len(table.rows)} rows, as of {table.checked} ({table.source})"
            for table in tables()
        ),
    ]
