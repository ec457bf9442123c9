"""What may send a failure to people: named for sending something, and used where something failed."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from roadworthy import extractor, is_bot, missing_providers
from roadworthy_rules.operations._log_lines import served
from roadworthy_rules.operations._model_stores import extracted
from roadworthy_rules.operations._weak_signs import on_pages, only_texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from roadworthy import Definition, Dependency, Files, ModuleSummary, Operations, Tree, Watched

#: What may send something to people.
_SENDS = re.compile(
    r"(?i)send_?(?:alert|mail|email|message|notification)|slack|pagerduty|opsgenie|telegram"
    r"|error_?reporting|re(?:cord|port)_?exception|AzureLogHandler|smtplib|teams_?webhook|alert_?manager"
)
#: Libraries of chats whose messages a web framework receives.
_CHATS = frozenset(("linebot",))
_ALERTS = re.compile(
    r"(?i)(?:fire|post|raise|send|trigger)_?alert|alert_?(?:manager|webhook)|pagerduty|opsgenie|error_?reporting|re(?:cord|port)_?exception|smtplib"
    r"|(?:alerts?|discord|errors?|notify|reports?|slack|teams)_?(?:\w{1,20}_)?webhook|(?:Discord|Sync)Webhook|webhook_?(?:alert|error)"
    r"|(?:send|notify|message)_?(?:admin|owner|developer)|(?:admin|developer|error)_?(?:chat|channel)"
)
#: What is of failures by its name, wherever it is used.
_OF_FAILURES = re.compile(
    r"(?i)error|exception|fail|crash|pagerduty|opsgenie|alert_?manager|AzureLogHandler|SMTPHandler"
)
#: What makes a function handle failures, how the names of those begin that libraries call for them, and the
#: class whose objects send lines of the log.
_HANDLING = re.compile(
    r"errorhandler|exception_handler|on_?(?:\w{1,20}_)?(?:error|failure)|task_failure|excepthook"
)
_LOGS, _EMITS = "Handler", "emit"
#: How a block begins that runs where something failed, and what else a line holds: texts, and names.
_FAILED = re.compile(
    r"\s{0,200}(?:except\b|(?:el)?if\b[^\n]{0,300}?"
    r"(?:(?i:error|exception|fail)|status_code|\bnot (?:ok|success)))"
)
_TEXT = re.compile(r"\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'")
_NAME = re.compile(r"[A-Za-z_]\w{0,80}")
#: How far what sends something is followed to what calls it.
_DEPTH = 4


def may_report(operations: Operations, modules: tuple[ModuleSummary, ...], tree: Tree) -> str:
    """Return a name in code that requests lead to which may send an error to people; else nothing.

    What sends something else, such as an answer or the news of a user, reports none: it is used, or what
    calls it is, where something failed.
    """
    # A bot sends messages to answer; what is named for an alert, or for who runs it, may report.
    chats = any(m.role == "source" and (is_bot(m) or m.libraries & _CHATS) for m in modules)
    names = _ALERTS if chats else _SENDS
    found = list(served(operations, modules))
    # A constant, such as a limit, does nothing by itself.
    sending = {
        name: item
        for _, item in found
        for name in sorted(item.names - only_texts(item))
        if names.search(name) and not name.isupper()
    }
    if sure := next(
        (name for name, item in sending.items() if _OF_FAILURES.search(name) or _handles(item)), ""
    ):
        return sure
    if sending and (word := _followed(found, sorted(sending), tree)):
        return word
    return next((name for name in sorted(on_pages(modules)) if names.search(name)), "")


def not_installed(
    found: Watched, modules: Iterable[ModuleSummary], dependencies: Collection[Dependency]
) -> str:
    """Return the library of what reports errors, where it is imported only if it is there, and nothing is.

    Where nothing is required at all, what is installed is not known.
    """
    words, at = found.chain[-1]
    stated = {item.name for item in dependencies if item.kind != "build"}
    guarded = (item for one in modules if one.path == at.file for item in one.imports if item.guarded)
    for item in guarded if stated else ():
        used = not item.level and item.binds in re.findall(r"\w+", words)
        if used and missing_providers(item.module, stated):
            return item.module
    return ""


def _followed(found: list[tuple[ModuleSummary, Definition]], sending: list[str], tree: Tree) -> str:
    """Return the name by which a failure may be sent, by what calls it, and what calls that; else nothing."""
    failing = {path: _on_failure(tree, path) for path in {module.path for module, _ in found}}
    users: dict[str, list[tuple[ModuleSummary, Definition]]] = defaultdict(list)
    for module, item in found:
        for name in item.names:
            users[name].append((module, item))
    # By what calls something, the name that it may send a failure by.
    known = {name: name for name in sending}
    pending = dict(known)
    for _ in range(_DEPTH):
        more: dict[str, str] = {}
        for name, first in pending.items():
            for module, item in users[name]:
                if _handles(item) or name in failing[module.path]:
                    return first
                if item.name not in known and item.name != "__init__":
                    more[item.name] = known[item.name] = first
        pending = more
    return ""


def _handles(item: Definition) -> bool:
    """Tell whether a function is there for what fails: a framework calls it, or the log does."""
    told = any(map(_HANDLING.search, (item.name, *item.decorators)))
    return told or (item.name == _EMITS and _LOGS in item.owner)


def _on_failure(tree: Tree, path: str) -> frozenset[str]:
    nothing: list[str] = []
    return frozenset(extracted(tree, path, _named_on_failure, nothing))


@extractor
def _named_on_failure(files: Files, path: str) -> list[str]:
    """Return the names in the blocks of a module that run where something failed."""
    found: set[str] = set()
    opened: list[int] = []
    for line in files.text(path, strict=False).splitlines():
        rest = line.lstrip()
        if not rest or rest[0] == "#":
            continue
        indent = len(line) - len(rest)
        while opened and indent <= opened[-1]:
            opened.pop()
        if _FAILED.match(line):
            opened.append(indent)
            # `except OSError: tell(people)`
            line = line.partition(":")[2]
        if opened:
            found.update(_NAME.findall(_TEXT.sub("", line)))
    return sorted(found)
