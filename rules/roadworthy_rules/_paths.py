"""Paths that exist on one machine only: someone's home, a drive of Windows, a hosted notebook's disk."""

import re

#: What is in each such path: two expressions that begin with a character, which `re` looks for much faster.
_UNIX = re.compile(r"/(?:home|Users|root|Volumes|content|dbfs|kaggle|scratch|gpfs)/")
_DRIVE = re.compile(r":[\\/](?<=\b[A-Za-z]:.)")
#: What every session of Kaggle has, and no one else.
KAGGLE_PATH = re.compile(r"/kaggle/(?:input|working)/[^\n]+")
#: A text that is such a path as a whole. Addresses of web pages, patterns and placeholders do not match.
MACHINE_PATH = re.compile(
    r"/(?:home|Users)/[^/\s{}<>%*$:?]+/[^\n]+"
    r"|/root/[^.\s][^\n]*"
    r"|/(?:Volumes|gpfs|scratch)/[^\n]+"
    r"|/(?:content/g?drive|dbfs)/[^\n]+"
    r"|[A-Za-z]:[\\/]++Users[\\/]++[^\n]+"
    r"|[D-Z]:[\\/]++[\w .-]++[\\/]++[^\n]*"
    r"|[D-Z]:[\\/]++\w[\w-]{2,}+"
)


def may_hold_path(text: str) -> bool:
    """Tell whether it is worth looking for such paths in a text."""
    return _UNIX.search(text) is not None or _DRIVE.search(text) is not None
