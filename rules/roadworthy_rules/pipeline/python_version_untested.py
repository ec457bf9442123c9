import re
from collections.abc import Iterator

from roadworthy import CI, Finding, Pyproject, RanJob, Severity, Verb, rule

_CLASSIFIER = re.compile(r"Programming Language :: Python :: 3\.(\d{1,2})")
_VERSION = re.compile(r"(?<![\d.])3\.(\d{1,2})(?![\d])|\bpy3(\d{1,2})\b")


@rule(Severity.NOTE, since="0.1")
def python_version_untested(ci: CI, pyproject: Pyproject) -> Iterator[Finding]:
    """The classifiers list a Python version that no pipeline tests.

    Syntax and the standard library differ between versions, so the project may not even import there, and
    users find out. Add the version to the matrix, or delete the classifier.

    The rule stays silent if the Python version of a test job cannot be read from the pipeline.

    ```toml bad
    [project]
    name = "demo"
    classifiers = ["Programming Language :: Python :: 3.12", "Programming Language :: Python :: 3.13"]
    ```
    ```yaml bad
    on: push
    jobs:
      test:
        strategy: {matrix: {python: ["3.13"]}}
        steps:
          - uses: actions/setup-python@v5
            with: {python-version: "${{ matrix.python }}"}
          - run: pytest
    ```
    ```toml good
    [project]
    name = "demo"
    classifiers = ["Programming Language :: Python :: 3.12", "Programming Language :: Python :: 3.13"]
    ```
    ```yaml good
    on: push
    jobs:
      test:
        strategy: {matrix: {python: ["3.12", "3.13"]}}
        steps:
          - uses: actions/setup-python@v5
            with: {python-version: "${{ matrix.python }}"}
          - run: pytest
    ```
    """
    places = {
        int(found[1]): at
        for at, text in pyproject.each(str, "project", "classifiers")
        if (found := _CLASSIFIER.fullmatch(text))
    }
    tested = [ran for ran in ci.jobs if any(act.verb is Verb.TESTS for act in ran.acts)]
    versions = [set(_versions(ran)) for ran in tested]
    if not places or not tested or not all(versions) or ci.unseen or any(ran.unseen for ran in ci.jobs):
        return
    missing = sorted(set(places) - set().union(*versions))
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        yield Finding(f"no job tests Python 3.{missing[0]}{more}", places[missing[0]])


def _versions(ran: RanJob) -> Iterator[int]:
    """Yield the minor versions of Python that a job names: in its matrix, image, inputs and commands."""
    texts = [ran.job.image, ran.job.name, *(value for values in ran.job.values.values() for value in values)]
    for step in ran.job.steps:
        texts += [*step.inputs.values(), *step.env.values()]
    for act in ran.acts:
        texts += act.words
        texts += [str(part) for place in act.via for part in place.route]
    for text in texts:
        for found in _VERSION.finditer(text[:2000]):
            yield int(found[1] or found[2])
