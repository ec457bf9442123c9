"""Published data sets in which several rows belong together, and what divides them row by row."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from roadworthy import last_name

#: A published data set: what is in every text that names it, in small letters, its names in paths and code,
#: and what its rows share.
_DATA = (
    ("ravdess", re.compile(r"(?i)\bravdess"), "RAVDESS", "actors"),
    ("crema", re.compile(r"(?i)\bcrema-?_?d\b"), "CREMA-D", "actors"),
    ("savee", re.compile(r"(?i)\bsavee\b"), "SAVEE", "speakers"),
    ("emodb emo_db emo-db", re.compile(r"(?i)\bemo-?_?db\b"), "EmoDB", "speakers"),
    ("iemocap", re.compile(r"(?i)\biemocap"), "IEMOCAP", "speakers"),
    ("ham10000 ham_10000", re.compile(r"(?i)\bham_?10000"), "HAM10000", "lesions"),
    ("kaggle_3m lgg-mri", re.compile(r"(?i)\bkaggle_3m\b|\blgg-mri"), "LGG MRI", "patients"),
    ("chb", re.compile(r"(?i)\bchb-?_?mit\b"), "CHB-MIT", "patients"),
    ("bih", re.compile(r"(?i)\bmit-?_?bih"), "MIT-BIH", "patients"),
    ("eyepacs", re.compile(r"(?i)\beyepacs"), "EyePACS", "patients"),
    ("breakhis", re.compile(r"(?i)\bbreakhis|\bbreakhist"), "BreakHis", "patients"),
    ("cbis", re.compile(r"(?i)\bcbis-?_?ddsm"), "CBIS-DDSM", "patients"),
    (
        "chestx chexpert",
        re.compile(r"(?i)\bchestx-?_?ray14|\bchexpert"),
        "a collection of chest X-rays",
        "patients",
    ),
    ("luna16 lidc", re.compile(r"(?i)\bluna16\b|\blidc-?_?idri"), "LIDC", "patients"),
    (
        "parkinsons",
        re.compile(r"(?i)\bparkinsons\.(?:data|csv)\b"),
        "the Parkinson's recordings of UCI",
        "people",
    ),
    ("brats", re.compile(r"(?i)\bbrats_?-?20\d\d"), "BraTS", "patients"),
    ("gtsrb german", re.compile(r"(?i)\bgtsrb|\bgerman_?-?traffic_?-?signs?"), "GTSRB", "tracks of one sign"),
    ("deap data_preprocessed_python", re.compile(r"\bDEAP\b|data_preprocessed_python"), "DEAP", "people"),
)
#: What keeps rows together that belong together, in small letters.
_TOGETHER = re.compile(
    r"group|leave_?one|\bloso\b|(?:actor|lesion|patient|person|speaker|subject|track)s?_?(?:id|list|name|num|code)"
    r"|(?:test|train|val|held)_?(?:actor|patient|people|person|speaker|subject)|cross.?subject|independent"
)
_SPLITS = frozenset(("random_split", "train_test_split"))
_DRAWS = frozenset(("KFold", "ShuffleSplit", "StratifiedKFold", "StratifiedShuffleSplit"))


def grouped_data(text: str) -> tuple[str, str]:
    """Return the published data set that a text names, and what its rows share; two "" for none."""
    small = text.lower()
    for signs, names, name, shared in _DATA:
        if any(sign in small for sign in signs.split()) and names.search(text):
            return name, shared
    return "", ""


def keeps_together(text: str) -> bool:
    """Tell whether a text mentions what keeps rows of a group together."""
    return _TOGETHER.search(text.lower()) is not None


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
