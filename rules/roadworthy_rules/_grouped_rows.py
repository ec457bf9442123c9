"""Published data sets in which several rows belong together, and what divides them row by row."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from roadworthy import last_name

#: A published data set, by its names in paths and code, and what its rows share.
_DATA = (
    (re.compile(r"(?i)\bravdess"), "RAVDESS", "actors"),
    (re.compile(r"(?i)\bcrema-?_?d\b"), "CREMA-D", "actors"),
    (re.compile(r"(?i)\bsavee\b"), "SAVEE", "speakers"),
    (re.compile(r"(?i)\bemo-?_?db\b"), "EmoDB", "speakers"),
    (re.compile(r"(?i)\biemocap"), "IEMOCAP", "speakers"),
    (re.compile(r"(?i)\bham_?10000"), "HAM10000", "lesions"),
    (re.compile(r"(?i)\bkaggle_3m\b|\blgg-mri"), "LGG MRI", "patients"),
    (re.compile(r"(?i)\bchb-?_?mit\b"), "CHB-MIT", "patients"),
    (re.compile(r"(?i)\bmit-?_?bih"), "MIT-BIH", "patients"),
    (re.compile(r"(?i)\beyepacs"), "EyePACS", "patients"),
    (re.compile(r"(?i)\bbreakhis|\bbreakhist"), "BreakHis", "patients"),
    (re.compile(r"(?i)\bcbis-?_?ddsm"), "CBIS-DDSM", "patients"),
    (re.compile(r"(?i)\bchestx-?_?ray14|\bchexpert"), "a collection of chest X-rays", "patients"),
    (re.compile(r"(?i)\bluna16\b|\blidc-?_?idri"), "LIDC", "patients"),
    (re.compile(r"(?i)\bparkinsons\.(?:data|csv)\b"), "the Parkinson's recordings of UCI", "people"),
    (re.compile(r"(?i)\bbrats_?-?20\d\d"), "BraTS", "patients"),
    (re.compile(r"\bDEAP\b|data_preprocessed_python"), "DEAP", "people"),
)
#: What keeps rows together that belong together.
_TOGETHER = re.compile(
    r"(?i)group|leave_?one|\bloso\b|(?:actor|lesion|patient|person|speaker|subject)s?_?(?:id|list|name|num|code)"
    r"|(?:test|train|val|held)_?(?:actor|patient|people|person|speaker|subject)|cross.?subject|independent"
)
_SPLITS = frozenset(("random_split", "train_test_split"))
_DRAWS = frozenset(("KFold", "ShuffleSplit", "StratifiedKFold", "StratifiedShuffleSplit"))


def grouped_data(text: str) -> tuple[str, str]:
    """Return the published data set that a text names, and what its rows share; two "" for none."""
    return next(((name, shared) for names, name, shared in _DATA if names.search(text)), ("", ""))


def keeps_together(text: str) -> bool:
    """Tell whether a text mentions what keeps rows of a group together."""
    return _TOGETHER.search(text) is not None


def may_divide(text: str) -> bool:
    """Tell whether a text divides rows."""
    return any(f"{name}(" in text for name in (*_SPLITS, *_DRAWS))


def dividing(calls: Iterable[ast.Call]) -> ast.Call | None:
    """Return the first call that divides rows one by one, at random."""
    for call in calls:
        name = last_name(call.func)
        shuffle = next((item.value for item in call.keywords if item.arg == "shuffle"), None)
        on = isinstance(shuffle, ast.Constant) and shuffle.value is True
        if (name in _SPLITS and (shuffle is None or on)) or (name in _DRAWS and on):
            return call
    return None
