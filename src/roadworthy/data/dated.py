"""Tables that age: what was true of Python and PyPI on the date that each table names.

The clock is never read. What is newer than a table is judged against dates that the tree itself holds
(`TreeDate`), or not at all.
"""

from __future__ import annotations

from datetime import date

#: The day on which the tables of this module were last compared with their sources.
TABLES_CHECKED = date(2026, 11, 1)

#: Feature releases of Python and the day on which their support ended or will end (the release schedules).
PYTHON_RELEASES: dict[tuple[int, int], date] = {
    (2, 7): date(2020, 1, 1),
    (3, 0): date(2009, 6, 27),
    (3, 1): date(2012, 4, 9),
    (3, 2): date(2016, 2, 20),
    (3, 3): date(2017, 9, 29),
    (3, 4): date(2019, 3, 18),
    (3, 5): date(2020, 9, 30),
    (3, 6): date(2021, 12, 23),
    (3, 7): date(2023, 6, 27),
    (3, 8): date(2024, 10, 7),
    (3, 9): date(2025, 10, 31),
    (3, 10): date(2026, 10, 31),
    (3, 11): date(2027, 10, 31),
    (3, 12): date(2028, 10, 31),
    (3, 13): date(2029, 10, 31),
    (3, 14): date(2030, 10, 31),
    (3, 15): date(2031, 10, 31),
}

#: Modules that left the standard library, and the Python that came without them.
REMOVED_MODULES: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("binhex",), (3, 11)),
    **dict.fromkeys(("asynchat", "asyncore", "distutils", "imp", "smtpd"), (3, 12)),
    **dict.fromkeys(
        "aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev pipes"
        " sndhdr spwd sunau telnetlib uu xdrlib".split(),
        (3, 13),
    ),
}

#: The well-known labels of project URLs and their aliases, normalised, with the spelling to show.
URL_LABELS: dict[str, str] = {
    "homepage": "Homepage",
    "source": "Source",
    "repository": "Repository",
    "sourcecode": "Source Code",
    "github": "GitHub",
    "download": "Download",
    "changelog": "Changelog",
    "changes": "Changes",
    "whatsnew": "What's New",
    "history": "History",
    "releasenotes": "Release Notes",
    "documentation": "Documentation",
    "docs": "Docs",
    "issues": "Issues",
    "bugs": "Bugs",
    "issue": "Issue",
    "tracker": "Tracker",
    "issuetracker": "Issue Tracker",
    "bugtracker": "Bug Tracker",
    "funding": "Funding",
    "sponsor": "Sponsor",
    "donate": "Donate",
    "donation": "Donation",
}

#: Versions of the core metadata, and the newest one that PyPI takes.
METADATA_VERSIONS = ("1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6")
METADATA_NEWEST_ON_PYPI = "2.5"


def standard_library() -> frozenset[str]:
    """Return the top-level modules of the standard library, those that are gone included."""
    import sys

    return sys.stdlib_module_names | frozenset(REMOVED_MODULES)


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
    newest = ".".join(map(str, max(PYTHON_RELEASES)))
    return [
        f"stable ABI of Python: abi3info {version('abi3info')}",
        f"classifiers: trove-classifiers {version('trove-classifiers')}",
        f"licences: SPDX {spdx}, of packaging {version('packaging')}",
        f"[tool.setuptools] schema: validate-pyproject {version('validate-pyproject')}",
        f"Python releases: up to {newest}, as of {TABLES_CHECKED}",
        f"standard library: {len(standard_library())} modules, as of {TABLES_CHECKED}",
        f"labels of project URLs: {len(URL_LABELS)}, as of {TABLES_CHECKED}",
        f"metadata versions: up to {METADATA_VERSIONS[-1]}, as of {TABLES_CHECKED}",
    ]
