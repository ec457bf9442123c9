"""What earns the points of the pipeline."""

from __future__ import annotations

from roadworthy import CI, Answer, CIEvent, CIVerb, Code, Repository, Told, kept, lacking, practice, untold

#: What starts a job before a change is merged, or as it is.
_CHANGES = frozenset({CIEvent.REQUEST, CIEvent.BRANCH, CIEvent.MAIN})
_REQUESTS = frozenset({CIEvent.REQUEST, CIEvent.BRANCH})


def _asked(ci: CI, code: Code, repository: Repository) -> Answer | None | bool:
    """Return the answer where nothing can be asked, and False where something can."""
    if not code and not ci:
        return None
    if ci:
        return False
    return lacking("no file configures continuous integration") if repository.is_whole else untold("no checkout")


def _answer(told: Told, share: float = 1.0, reason: str = "") -> Answer:
    """Return what the pipelines do as an answer; what is tolerated earns a quarter."""
    if told.value == "yes":
        act = told.acts[0]
        chain = [(f"`{act.tool}` {act.verb.value}", act.at), *((f"by way of `{at.file}`", at) for at in act.via)]
        return kept(*chain, share=share, reason=reason)
    if told.value == "unknown":
        return untold(f"cannot be read: {told.unseen[0].what}" if told.unseen else "cannot be read")
    if told.tolerated:
        act = told.tolerated[0]
        return kept((f"`{act.tool}` {act.verb.value}", act.at), share=0.25, reason=act.tolerated)
    return lacking("no pipeline does it")


@practice(5, rules=("ci-missing", "ci-tests-missing", "ci-tests-not-on-requests"))
def changes_tested(ci: CI, code: Code, repository: Repository) -> Answer | None:
    """The tests run on every change, before it is merged.

    A pipeline that a pull request or a push to any branch starts runs them, and fails where they do. Run only
    after the merge they earn a half, and a quarter where their failure is tolerated.
    """
    if (nothing := _asked(ci, code, repository)) is not False:
        return nothing if isinstance(nothing, Answer) else None
    before = ci.answer(CIVerb.TESTS, events=_REQUESTS)
    if before.value != "no":
        return _answer(before)
    after = ci.answer(CIVerb.TESTS, events=_CHANGES)
    if after.value == "yes":
        return _answer(after, share=0.5, reason="only after the merge")
    return _answer(before)


@practice(2, rules=("ci-missing", "ci-linter-missing", "ci-types-missing"))
def changes_linted(ci: CI, code: Code, repository: Repository) -> Answer | None:
    """A linter or a type checker runs on every change."""
    if (nothing := _asked(ci, code, repository)) is not False:
        return nothing if isinstance(nothing, Answer) else None
    return _answer(ci.answer(CIVerb.LINTS, CIVerb.TYPES, events=_CHANGES))


@practice(1, rules=("ci-missing", "ci-scan-missing"))
def dependencies_audited(ci: CI, code: Code, repository: Repository) -> Answer | None:
    """Something looks for known vulnerabilities, on every change or by a schedule."""
    if (nothing := _asked(ci, code, repository)) is not False:
        return nothing if isinstance(nothing, Answer) else None
    return _answer(ci.answer(CIVerb.AUDITS))
