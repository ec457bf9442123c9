"""What texts for readers may not say, and the parts of a rule's page: plain trade English, subject first."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from roadworthy.core.rule import Rule

_INVERTED = "reported|counted|compared|judged|asked|named|meant|looked for|looked at"

#: What reads foreign, archaic or as a riddle, and what to write in its place.
FORBIDDEN = {
    r"\bwhoever\b": "anyone who, attackers, users",
    r"\bnobody\b": "no one, you cannot",
    r"\b(?:some|any|every)body\b": "someone, anyone, everyone",
    r"\bbesides\b": "also, and",
    r"\bmend(?:s|ed|ing)?\b": "fix, correct",
    r"\bcomes of\b": "happens when",
    r"\bis sought\b|\bare sought\b": "is resolved, is searched for",
    r"\bfor ever\b": "forever, or nothing",
    r"\bnowhere\b": "not ... anywhere",
    r"\binside of\b": "inside",
    r"\b(?:by|for|to) who\b": "by those who, for users who",
    r"\b(?:is|are|was) meant\b|\bmay be meant\b": "is intended, or name the purpose",
    r"\bdistinguishes capital letters\b|\btells capital\b": "is case-sensitive",
    r"\bis told\b|\bare told\b|\bbe told\b": "is configured, cannot be determined",
    r"\bmust needs\b|\bin vain\b|\bthereof\b|\bwherein\b|\bthereby\b|\bwhence\b": "plain words",
    r"(?<!there )\b(?:is|are) no (?!(?:longer|more|less|better|worse|such|newer|older)\b)[a-z]+": "is not a",
    r", for (?:it|they|there|the|a|an|each|one) (?:[a-z]+ ){0,4}(?:is|are|was|has|may|can)\b": "because",
    rf"(?:^|[.!:;] )(?i:{_INVERTED}) (?:is|are)\b": ("the subject first: The rule reports ..."),
    r"(?:^|[.!:;] )(?:Reported|Counted|Asked|Judged) (?:as|of|by|where|from|once|only)\b": (
        "a sentence with its subject: The rule reports ..."
    ),
    r"(?:^|[.!] )Who (?=[a-z])(?![^.!]*\?)": "Users who, Callers",
    r"(?:^|[.!] )What (?![^.!]*\?)(?:[a-z]+ )*?(?:is|are|has|may|was)\b[^.!]*? (?:is|are|was|has|came)\b": (
        "name the thing"
    ),
    r"\bas (?:it|they) stands?\b": "unchanged",
    r"\bis (?:written|stated|said|spelled) (?:nowhere|so)\b": "is not declared",
    r"\b(?:asks|asked) of\b": "requires",
    r"\bAnd so:": "name the case",
    r"\bhas to\b(?=[^.]*\bbe there\b)": "must exist",
    r"\bgoes by\b|\bgo by\b": "uses, reads",
    r"\bsay(?:s)? so by\b": "set, declare",
    r"\bbears? the name\b": "has the name",
}
_FORBIDDEN = [
    (re.compile(pattern, re.IGNORECASE if pattern.startswith(r"\b") else 0), instead)
    for pattern, instead in FORBIDDEN.items()
]

#: Verbs with which a page tells its reader what to do.
IMPERATIVES = frozenset(
    """
    add annotate answer assert assign attach bind break build bump call cast catch change check choose
    clean clear close commit compare compile complete compress configure convert copy correct count
    create declare define delay delete deploy derive describe disable display do document download drop
    enable enclose encode end escape exclude exit expose extract fetch fill find fix generate give grant
    guard hash ignore import include install keep let limit link list load locate lock log look make map
    mark measure merge mock move name note open order parse pass pin point prefer print publish put quote
    raise read rebuild record reduce refer register remove rename repack repair replace require reset
    resolve restart restrict return reuse revoke rotate run save scan search seed select separate set
    ship shorten sign skip sort split start store strip switch tag take tell test track turn update
    upgrade upload use validate verify wait wrap write
    """.split()
)
_FENCE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1$\n?", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"*])")
_CLAUSE_START = re.compile(r"(?:[;:,] |\b(?:and|or|then|Then|Or|Better) )([a-z]+)")
#: With these a sentence may open before its imperative.
_ADVERBIALS = frozenset("If To For With Before In On Then Or When Instead".split())
#: Sentences about things whose names look like imperatives.
_NOUNS = ("Build backends", "Build frontends", "Search ignores", "Import names")


def prose(markdown: str) -> list[str]:
    """Return the paragraphs of a Markdown text, each on one line, without code and comments."""
    text = _COMMENT.sub("", _FENCE.sub("\n\n", markdown))
    text = re.sub(r"^(?: {4}|\t).*$", "", text, flags=re.MULTILINE)
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if part.strip()]


def plain(text: str) -> str:
    """Return a text without the contents of its code spans, which are quoted and not written for readers."""
    return re.sub(r"`+[^`]*`+", "`x`", text)


def foreign(text: str) -> list[str]:
    """Return what is wrong with a paragraph or a message, each with what to write in its place."""
    words = plain(text)
    return [f"{found[0]!r} in {text[:80]!r}: write {instead}" for pattern, instead in _FORBIDDEN
            if (found := pattern.search(words))]  # fmt: skip


def page_faults(rule: Rule) -> list[str]:
    """Return what is wrong with the words and the parts of a rule's page.

    A page is a title of one clause, why it matters, and how to fix it as an imperative.
    """
    paragraphs = prose(rule.page)
    faults = [fault for paragraph in paragraphs for fault in foreign(paragraph)]
    title, *rest = paragraphs
    if not title.endswith(".") or _SENTENCE_END.search(title):
        faults.append(f"the title is not one sentence: {title!r}")
    if title.startswith(("There is ", "There are ", "It ")):
        faults.append(f"the title has no subject of its own: {title!r}")
    sentences = [sentence for paragraph in rest for sentence in _SENTENCE_END.split(paragraph)]
    if not any(map(_is_imperative, sentences)):
        faults.append("no sentence says how to fix it")
    if all(map(_is_imperative, sentences[:1])):
        faults.append("the page does not begin with why it matters")
    faults.extend(
        f"a sentence of more than 45 words: {sentence[:80]!r}"
        for sentence in sentences
        if len(plain(sentence).split()) > 45
    )
    return faults


def _is_imperative(sentence: str) -> bool:
    """Tell whether a sentence, or one of its clauses after an adverbial, begins with an imperative."""
    words = plain(sentence)
    start = re.match(r"[A-Za-z]*", words)[0]  # type: ignore[index]  # the pattern matches everything
    if words.startswith(_NOUNS):
        return False
    if start.lower() in IMPERATIVES:
        return True
    return start in _ADVERBIALS and any(word in IMPERATIVES for word in _CLAUSE_START.findall(words))


def messages(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the texts of a module that people may read, with their lines: strings of several words."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            skipped.update(id(inner) for inner in ast.walk(node) if inner is not node)
    for node in ast.walk(tree):
        if id(node) in skipped or not isinstance(node, ast.Constant | ast.JoinedStr):
            continue
        text = ""
        if isinstance(node, ast.Constant):
            text = node.value if isinstance(node.value, str) else ""
        else:
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else "`x`" for part in node.values
            )
        if len(re.findall(r"[a-z]{2,}", text)) > 1 and " " in text.strip() and "(?" not in text:
            yield node.lineno, text
