"""The fact `Purpose`: whether a project teaches or shows something, is a template, or was generated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from roadworthy.core.fact import fact
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.project.readme import readme_text
from roadworthy.tree.tree import Tree

#: Files of what makes projects from a template.
_MAKERS = ("cookiecutter.json", "copier.yml", "copier.yaml")
#: Files of what writes clients of an interface, with their tests.
_WRITERS = (".openapi-generator/VERSION", ".swagger-codegen/VERSION")
_TEMPLATE = re.compile(r"(?i)\b(template|boiler-?plate|starter|skeleton|scaffold(?:ing)?|cookiecutter)s?\b")
#: Words of a title: of a course, or of what is there to be looked at.
_LESSON = re.compile(
    r"(?i)\b(how to|guides? to|tutorials?|workshops?|courses?|coursework|lessons?|exercises?|assignments?"
    r"|homeworks?|boot-?camp|(?:ml|mlops|de)?-?zoomcamp|nano-?degree|udacity|coursera|capstone|katas?|hackathon|demos?"
    r"|demonstration|examples?|hello[ -]?world|playground|hands-on|take-home|coding challenge"
    r"|technical (?:test|assessment|challenge)|test task"
    r"|sample (?:\S+ ){0,5}?(?:app|application|project|code))\b"
)
#: The same in a sentence, where the words alone say less.
_SENTENCE = re.compile(
    r"(?i)\b(?:for (?:educational|learning|demonstration|training|teaching|demo) purposes?"
    r"|(?:final|course|university|academic|school|semester|capstone|student|diploma) project"
    r"|(?:part|requirement) of (?:the |my |our |an? )?(?:[\w-]+ ){0,6}?"
    r"(?:course|class|bootcamp|nanodegree|zoomcamp|specialization|workshop|assignment|module|internship|degree)"
    r"|this (?:repo|repository|project|app|application) (?:is|was|contains|shows|demonstrates)"
    r" (?:intended as |meant as |just |only |simply )?(?:an? |the |my )?"
    r"(?:very |simple |small |minimal |basic )*"
    r"(?:demo|demonstration|example|tutorial|workshop|exercise|assignment|proof[ -]of[ -]concept|poc|toy)"
    r"|(?:solution|submission|repo|repository|code|project)s? (?:for|of|from|to)"
    r" (?:the |my |our |an? |this )?(?:[\w-]+ ){0,4}?(?:course|nanodegree"
    r"|boot-?camp|zoomcamp|specialization|tutorial|workshop|coursework"
    r"|assignment|homework|(?:blog )?(?:post|article)s?))\b"
    # At the start of a line: the README of a library names example projects, too.
    r"|^\W*(?:an? |the |this is (?:an? |the )?)?(?:example|sample|demo|companion|accompanying)"
    r" (?:repo|repository|project|code|app|application|service)\b(?!s? (?:in|can|is|are|lie|at)\b)",
    re.MULTILINE,
)
#: The first sentence says what the project shows, or that it was made to learn.
_LEAD = re.compile(
    r"(?i)^\W*(?:(?:this|the) (?:repo|repository|project|app|application|code) )?"
    r"(?:(?:demonstrates?|illustrates?|shows|explains) (?:how|the|continuous|ci)\b"
    r"|(?:an? )?(?:\w+ )?(?:examples?|demonstrations?|demos?) (?:of|for|on|how|that|using|showing)\b)"
)
_LEARNING = re.compile(
    r"(?i)\b(?:goal|purpose|aim|objective) of (?:creating |building )?this (?:project|repo|repository|app)"
    r" (?:is|was) (?:mainly |simply |just )?(?:to|for) (?:learn|practi[cs]|demonstrat|teach|understand)"
    r"|\b(?:created|made|built|developed|written) (?:just |only |mainly )?(?:to|for|while)"
    r" (?:learn|practi[cs])"
    r"|(?<!not a )(?<!no )\b(?:learning|practice|toy) (?:project|repo|repository|exercise)\b"
    # What an assignment tells its readers to do.
    r"|\b(?:complete|from|in|using|with) the (?:starter|skeleton) code\b|\b(?:course|grading) rubric\b"
)
_SELF_TEMPLATE = re.compile(
    r"(?i)\b(?:this (?:repo|repository|project) is|use this|use as) (?:an? |the )?(?:[\w-]+ ){0,3}?"
    r"(?:template|boilerplate|starter|skeleton)\b"
)
_WORD = re.compile(r"[^\W_]+")
#: Badges and images, tags, links' addresses, and the marks of a title.
_MARKS = re.compile(r"!\[[^\[\]]{0,200}\]\([^()]{0,300}\)|<[^<>]{0,300}>|\]\([^()]{0,300}\)|[\[#*=_`]")
#: Characters of a README that introduce the project.
_START = 2_500
_TITLE = 200


@dataclass(frozen=True, slots=True)
class Purpose:
    """The purpose of a project, as it says: to be used, unless it is a lesson or a template.

    A `lesson` teaches or shows something: a tutorial, coursework, a demonstration. A `template` is what other
    projects are made from, a `client` what a generator writes of an interface. `told` are the words that say
    so.
    """

    name: Literal["use", "lesson", "template", "client"] = "use"
    told: str = ""


@fact
def purpose(tree: Tree) -> Purpose:
    """Read the title and the first lines of the README, and look for the files of template engines."""
    for name in _MAKERS:
        if name in tree.files:
            return Purpose("template", name)
    for name in _WRITERS:
        if name in tree.files:
            return Purpose("client", name)
    text = readme_text(tree)[:_START]
    title = _title(text)
    # One word is a name, whatever it means.
    title = title if len(_WORD.findall(title)) > 1 else ""
    for name, pattern, where in (
        ("template", _TEMPLATE, title),
        ("lesson", _LESSON, title),
        ("template", _SELF_TEMPLATE, text),
        ("lesson", _SENTENCE, text),
        ("lesson", _LEAD, _lead(text)),
        ("lesson", _LEARNING, text),
    ):
        if found := pattern.search(where):
            return Purpose("template" if name == "template" else "lesson", found[0])
    return Purpose()


def _title(text: str) -> str:
    """Return the first line of a README that has words, without its marks."""
    return next(_lines(text), "")[:_TITLE]


def _lead(text: str) -> str:
    """Return the line after the title: what a README says first."""
    lines = _lines(text)
    next(lines, "")
    return next(lines, "")[:_TITLE]


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines()[:40]:
        words = _MARKS.sub(" ", line).strip()
        if any(map(str.isalpha, words)) and not words.startswith(("http", "..", ":")):
            yield words
