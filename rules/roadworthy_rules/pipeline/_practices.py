"""What earns the points of the pipeline."""

from __future__ import annotations

from roadworthy import (
    BEFORE_MERGE,
    CI,
    Answer,
    Code,
    Profile,
    Pyproject,
    Repository,
    Verb,
    kept,
    lacking,
    practice,
    untold,
)
from roadworthy_rules._absence import absent
from roadworthy_rules.pipeline._shared import earned, hooks_unseen, unseen
from roadworthy_rules.pipeline.wheel_untested import tests_what_is_built


@practice(5, rules=("ci-missing", "ci-tests-missing", "failure-allowed"))
def tests_run(ci: CI, code: Code, repository: Repository) -> Answer | None:
    """A pipeline runs the tests automatically, and they can fail it."""
    if not ci:
        return absent(repository, "there is no CI") if code else None
    return earned(ci, ci.answer(Verb.TESTS), "no automatic job runs tests")


@practice(3, rules=("ci-missing", "pull-request-untested"))
def changes_tested(ci: CI, code: Code, repository: Repository) -> Answer | None:
    """The tests run before a change is merged."""
    if not ci:
        return absent(repository, "there is no CI") if code else None
    return earned(ci, ci.answer(Verb.TESTS, events=BEFORE_MERGE), "no job tests pull requests")


@practice(2, rules=("ci-missing", "ci-linter-missing", "check-failure-allowed"))
def code_linted(ci: CI, code: Code, repository: Repository) -> Answer | None:
    """A pipeline runs a linter or a type checker."""
    if not code.modules or (not ci and not repository.is_whole):
        return None
    told = ci.answer(Verb.LINTS, Verb.TYPES)
    # What no service runs on its own is no evidence: pre-commit.ci does not read `prek.toml`.
    if told.value == "no" and ci.hooks is not None and not ci.hooks.endswith(".toml"):
        return untold(hooks_unseen(ci))
    return earned(ci, told, "no job runs a linter")


@practice(1, rules=("ci-security-scan-missing",))
def vulnerabilities_sought(ci: CI, code: Code, profile: Profile, repository: Repository) -> Answer | None:
    """A pipeline scans the code or its dependencies for vulnerabilities."""
    if profile.name == "library":
        return None
    if not ci:
        return absent(repository, "there is no CI") if code else None
    return earned(ci, ci.answer(Verb.AUDITS), "no job scans for vulnerabilities")


@practice(2, rules=("wheel-untested",))
def wheel_built_and_tested(
    ci: CI, code: Code, pyproject: Pyproject | None, repository: Repository
) -> Answer | None:
    """A pipeline builds the wheel and tests it."""
    if pyproject is None or not pyproject.is_package:
        return None
    if not ci:
        return absent(repository, "there is no CI") if code else None
    tested = [ran for ran in ci.jobs if tests_what_is_built(ran)]
    built = ci.answer(Verb.BUILDS_WHEEL)
    if tested:
        share = 1.0 if built.value == "yes" else 0.5
        reason = "" if share == 1.0 else "no job builds the wheel itself"
        told = f"the job `{tested[0].job.name}` installs the built distribution and tests it"
        return kept((told, tested[0].job.at), share=share, reason=reason)
    doubtful = ci.answer(Verb.TESTS)
    if built.value == "unknown" or doubtful.value == "unknown":
        return untold(unseen(built if built.value == "unknown" else doubtful))
    if built.value == "yes":
        return earned(ci, built, "", share=0.5, reason="no test uses the wheel")
    return lacking("no job builds the wheel")
