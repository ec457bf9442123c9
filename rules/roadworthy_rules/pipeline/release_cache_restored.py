from collections.abc import Iterator

from roadworthy import CI, Finding, Location, Severity, Verb, rule

_KEYS = ("cache", "enable-cache", "cache-dependency-path")


@rule(Severity.NOTE, since="0.1", security=4.0, cwe=829)
def release_cache_restored(ci: CI) -> Iterator[Finding]:
    """A job that publishes restores a cache.

    Every job of the default branch can write the cache, so a compromised action in a test workflow can put
    its code into your release ("cache poisoning"). Build releases without a cache.

    The rule checks `actions/cache` and the `cache` inputs of setup actions, in jobs that upload to an index.

    ```yaml bad
    on: {push: {tags: ["v*"]}}
    jobs:
      publish:
        steps:
          - uses: actions/setup-python@v5
            with: {python-version: "3.13", cache: pip}
          - run: pytest
          - run: python -m build
          - uses: pypa/gh-action-pypi-publish@release/v1
    ```
    ```yaml good
    on: {push: {tags: ["v*"]}}
    jobs:
      test:
        steps:
          - uses: actions/setup-python@v5
            with: {python-version: "3.13", cache: pip}
          - run: pytest
      publish:
        needs: test
        steps:
          - uses: actions/setup-python@v5
            with: {python-version: "3.13"}
          - run: python -m build
          - uses: pypa/gh-action-pypi-publish@release/v1
    ```
    """
    seen: set[Location] = set()
    for ran, _ in ci.each(Verb.PUBLISHES):
        for step in ran.job.steps:
            name = step.uses.partition("@")[0]
            given = [key for key in _KEYS if step.inputs.get(key, "false").lower() not in ("false", "")]
            restores = name in ("actions/cache", "actions/cache/restore") or ("/setup-" in name and given)
            if restores and step.at not in seen:
                seen.add(step.at)
                yield Finding(f"`{name}` restores a cache in the job `{ran.job.name}`", step.at)
