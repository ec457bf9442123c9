"""Paths that exist on one machine only: someone's home, a drive of Windows, a hosted notebook's disk."""

import re

#: Whether a text may hold such a path.
MAY_HOLD = re.compile(r"/(?:home|Users|root|Volumes|content|dbfs|kaggle)/|\b[A-Za-z]:[\\/]")
#: What every session of Kaggle has, and no one else.
KAGGLE_PATH = re.compile(r"/kaggle/(?:input|working)/[^\n]+")
#: A text that is such a path as a whole. Addresses of web pages, patterns and placeholders do not match.
MACHINE_PATH = re.compile(
    r"/(?:home|Users)/[^/\s{}<>%*$:?]+/[^\n]+"
    r"|/root/[^.\s][^\n]*"
    r"|/Volumes/[^\n]+"
    r"|/(?:content/g?drive|dbfs)/[^\n]+"
    r"|[A-Za-z]:[\\/]++Users[\\/]++[^\n]+"
    r"|[D-Z]:[\\/]++[\w .-]++[\\/]++[^\n]*"
)
