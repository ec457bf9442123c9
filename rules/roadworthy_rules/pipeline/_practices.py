"""What earns the points of the pipeline."""

from __future__ import annotations

from roadworthy import CI, Answer, Code, Event, Repository, Told, Verb, kept, lacking, practice, untold

#: What starts a job before a change is merged, or as it is.
_CHANGES = frozenset({Event.REQUEST, Event.BRANCH, Event.MAIN})
_REQUESTS = frozenset({Event.REQUEST, Event.BRANCH})


def _without(repository: Repository) -> Answer:
    """Return the answer where no file configures a CI system."""
    if repository.is_whole:
        return lacking("no file configures continuous integration")
    return untold("this is no checkout")


def _answer(told: Told, share: float = 1.0, reason: str = "") -> Answer:
    """Return what the pipelines do as an answer; what is tolerated earns a quarter."""
    if told.value == "yes":
        act = told.acts[0]
        through = [(f"by way of `{at.file}`", at) for at in act.via]
        return kept((f"`{act.tool}` {act.verb.value}", act.at), *through, share=share, reason=reason)
    if told.value == "unknown":
        return untold(f"cannot be read: {told.unseen[0].what}" if told.unseen else "cannot be read")
    if told.tolerated:
        act = told.tolerated[0]
        return kept((f"`{act.tool}` {act.verb.value}", act.at), share=0.25, reason=act.tolerated)
    return lacking("no pipeline does it")


@practice(5, rules=("ci-missing", "ci-tests-missing"))
def changes_tested(ci: CI, code: Code, repository: Repository) -> Answer | None:
    """The tests run on every change, before it is merged.

    A pipeline that a pull request or a push to any branch starts runs them, and fails where they do. Run only
    after the merge they earn a half, and a quarter where their failure is tolerated.
    """
    if not ci:
        return _without(repository) if code else None
    before = ci.answer(Verb.TESTS, events=_REQUESTS)
    if before.value != "no":
        return _answer(before)
    after = ci.answer(Verb.TESTS, events=_CHANGES)
    if after.value == "yes":
        return _answer(after, share=0.5, reason="only after the merge")
    return _answer(before)


@practice(2, rules=("ci-missing",))
def changes_linted(ci: CI, code: Code, repository: Repository) -> Answer | None:
    """A linter or a type checker runs on every change."""
    if not ci:
        return _without(repository) if code else None
    return _answer(ci.answer(Verb.LINTS, Verb.TYPES, events=_CHANGES))


@practice(1, rules=("ci-missing",))
def dependencies_audited(ci: CI, code: Code, repository: Repository) -> Answer | None:
    """Something looks for known vulnerabilities, on every change or by a schedule."""
    if not ci:
        return _without(repository) if code else None
    return _answer(ci.answer(Verb.AUDITS))
