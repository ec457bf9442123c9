from collections.abc import Iterator

from roadworthy import CI, Finding, Severity, Verb, rule


@rule(Severity.NOTE, since="0.1")
def distribution_unchecked(ci: CI) -> Iterator[Finding]:
    """A package is published without a check of the distributions.

    Users find the README that PyPI cannot render or the module that the wheel lacks, and you cannot replace
    the version. Run `twine check --strict dist/*` or `roadworthy dist/*` between build and upload.

    The rule ignores jobs with the PyPA's publish action, which checks the metadata itself.

    ```yaml bad
    on: {push: {tags: ["v*"]}}
    jobs:
      publish:
        steps:
          - run: python -m build
          - run: pytest
          - run: twine upload dist/*
    ```
    ```yaml good
    on: {push: {tags: ["v*"]}}
    jobs:
      publish:
        steps:
          - run: python -m build
          - run: pytest
          - run: twine check --strict dist/*
          - run: twine upload dist/*
    ```
    ```yaml good
    on: {push: {tags: ["v*"]}}
    jobs:
      publish:
        steps:
          - run: python -m build
          - run: pytest
          - uses: pypa/gh-action-pypi-publish@release/v1
    ```
    """
    if ci.unseen or any(ran.unseen for ran in ci.jobs) or ci.answer(Verb.CHECKS_WHEEL).value != "no":
        return
    for _, act in ci.each(Verb.PUBLISHES):
        if act.detail == "pypi" and not act.tool.startswith("pypa/"):
            yield Finding(
                f"`{act.tool.partition('@')[0]}` publishes distributions that no step checked", act.at
            )
            return
