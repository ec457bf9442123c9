from collections.abc import Iterator

from roadworthy import CI, Finding, Severity, Verb, rule

_SECRETS = (
    "TWINE_PASSWORD UV_PUBLISH_TOKEN UV_PUBLISH_PASSWORD HATCH_INDEX_AUTH FLIT_PASSWORD PDM_PUBLISH_PASSWORD"
    " POETRY_PYPI_TOKEN_PYPI POETRY_HTTP_BASIC_PYPI_PASSWORD MATURIN_PYPI_TOKEN"
).split()


@rule(Severity.WARNING, since="0.1", security=3.0, cwe=522)
def publish_by_token(ci: CI) -> Iterator[Finding]:
    """A pipeline uploads releases to PyPI with a stored token.

    A token does not expire: an attacker who steals it from the settings, a log or a compromised action can
    publish in your name until you notice. Use trusted publishing: register the workflow on PyPI, grant the
    job `id-token: write`, and delete the password.

    The rule checks GitHub Actions and GitLab CI, which support trusted publishing, and ignores other indexes.

    ```yaml bad
    on: {release: {types: [published]}}
    jobs:
      publish:
        steps:
          - run: python -m build
          - uses: pypa/gh-action-pypi-publish@release/v1
            with:
              password: ${{ secrets.PYPI_TOKEN }}
    ```
    ```yaml good
    on: {release: {types: [published]}}
    jobs:
      publish:
        permissions:
          id-token: write
        steps:
          - run: python -m build
          - uses: pypa/gh-action-pypi-publish@release/v1
    ```
    ```yaml good
    on: {release: {types: [published]}}
    jobs:
      publish:
        steps:
          - run: python -m build
          - run: twine upload --repository-url https://pypi.demo.internal/ dist/*
            env:
              TWINE_PASSWORD: ${{ secrets.INTERNAL_TOKEN }}
          - run: flit publish
            env:
              FLIT_INDEX_URL: https://test.pypi.org/legacy/
              FLIT_PASSWORD: ${{ secrets.TRIAL_TOKEN }}
    ```
    """
    for ran, act in ci.each(Verb.PUBLISHES):
        if ran.pipeline.system not in ("GitHub Actions", "GitLab CI") or act.detail != "pypi":
            continue
        step = ran.step_of(act)
        given = {key: values[0] for key, values in ran.job.values.items() if values}
        given |= step.env if step else {}
        inputs = step.inputs if step else {}
        if any("test.pypi.org" in value for value in given.values()):
            continue
        name = next((name for name in _SECRETS if given.get(name)), None)
        if inputs.get("password"):
            name = "password"
        if name is not None:
            yield Finding(f"`{act.tool.partition('@')[0]}` uploads to PyPI with `{name}`", act.at)
