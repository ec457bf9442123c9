"""Paths that exist on one machine only: someone's home, a drive of Windows, a hosted notebook's disk."""

import ast
import re
from collections.abc import Iterable, Iterator

#: What is in each such path: two expressions that begin with a character, which `re` looks for much faster.
_UNIX = re.compile(
    r"/(?:home|Users|users|root|Volumes|content|dbfs|kaggle|gpfs"
    r"|(?:(?:local|nvme|ssd)_?|l)?scratch\d?|(?:data|disk|hdd|nas|nvme|raid|ssd)\d{1,2}|lustre)/"
)
_DRIVE = re.compile(r":[\\/](?<=\b[A-Za-z]:.)")
#: What every session of Kaggle has, and no one else.
KAGGLE_PATH = re.compile(r"/kaggle/(?:input|working)/[^\n]+")
#: The accounts of images and boards, whose homes are the same wherever these run.
_ACCOUNTS = (
    "airflow|app|appuser|circleci|devcontainer|frappe|glue_user|jovyan|mambauser|node|nonroot|odoo|pi|runner"
    "|sagemaker-user|site|user|vscode"
)
#: A text that is such a path as a whole. Addresses of web pages, patterns and placeholders do not match.
MACHINE_PATH = re.compile(
    r"/(?:home|Users)/(?!(?:" + _ACCOUNTS + r")/)[^/\s{}<>%*$:?]+/[^\n]+"
    r"|/mnt/(?:[^/\s{}<>%*$:?]+/)?(?:home|[Uu]sers)/(?!(?:" + _ACCOUNTS + r")/)[^/\s{}<>%*$:?]+/[^\n{}<>$?]+"
    r"|/root/[^.\s][^\n]*"
    r"|/(?:Volumes|gpfs|(?:(?:local|nvme|ssd)_?|l)?scratch\d?)/[^\n]+"
    r"|/(?:(?:data|disk|hdd|nas|nvme|raid|ssd)\d{1,2}|lustre)/[^/\s{}<>%*$:?]+/[^\n{}<>$?]+"
    r"|/(?:content/g?drive|dbfs)/[^\n]+"
    r"|[A-Za-z]:[\\/]++Users[\\/]++[^\n]+"
    r"|[D-Z]:[\\/]++[\w .-]++[\\/]++[^\n]*"
    r"|[D-Z]:[\\/]++\w[\w-]{2,}+"
)

#: Names of what holds the path of a page: a setting, a field of a record, an argument.
_ADDRESS = re.compile(r"(?i)(?:^|_)(?:url|uri|href|route|endpoint|permalink)s?(?:$|_)")


def addresses(nodes: Iterable[ast.AST]) -> Iterator[int]:
    """Yield the identities of the constants among some nodes' values that names call addresses of pages.

    `/home/blog/` is the path of a page as well as that of a directory. The nodes are dictionaries, keyword
    arguments and assignments.
    """
    for node in nodes:
        match node:
            case ast.Dict():
                pairs = [
                    (getattr(key, "value", None), value)
                    for key, value in zip(node.keys, node.values, strict=True)
                ]
            case ast.keyword(arg=name, value=value):
                pairs = [(name, value)]
            case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=value):
                pairs = [(name, value)]
            case _:
                continue
        for name, value in pairs:
            if isinstance(value, ast.Constant) and isinstance(name, str) and _ADDRESS.search(name):
                yield id(value)


def may_hold_path(text: str) -> bool:
    """Tell whether it is worth looking for such paths in a text."""
    return _UNIX.search(text) is not None or _DRIVE.search(text) is not None
