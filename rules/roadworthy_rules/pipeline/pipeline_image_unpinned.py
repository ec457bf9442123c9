from collections.abc import Iterator

from roadworthy import CI, Finding, Location, Severity, rule


@rule(Severity.NOTE, since="0.1", security=3.0, cwe=829)
def pipeline_image_unpinned(ci: CI) -> Iterator[Finding]:
    """A job uses an image or an orb without a version.

    The next run may use another Python or another tool although you changed nothing, and the code of the
    image or orb runs with the secrets of the job. Pin a version: `python:3.13-slim`, `circleci/python@2.1.1`.

    ```yaml .gitlab-ci.yml bad
    image: python:latest
    test:
      script: pytest
    lint:
      script: ruff check
    ```
    ```yaml .circleci/config.yml bad
    version: 2.1
    orbs: {python: circleci/python@volatile}
    jobs:
      test:
        docker: [{image: cimg/python:3.13}]
        steps:
          - checkout
          - python/install-packages
          - run: pytest
    workflows: {test: {jobs: [test]}}
    ```
    ```yaml .gitlab-ci.yml good
    image: registry.demo.example:5000/python:3.13
    test:
      script: pytest
    own:
      image: $CI_REGISTRY_IMAGE
      script: ruff check
    ```
    """
    found: dict[str, list[Location]] = {}
    for ran in ci.jobs:
        image = ran.job.image
        name = image.partition("@")[0].rpartition("/")[2]
        floating = image and name.partition(":")[2] in ("", "latest")
        if floating and not set(image) & set("@${<"):
            found.setdefault(image, []).append(ran.job.at)
        for step in ran.job.steps:
            orb, at, version = step.uses.partition("@")
            if orb.startswith("orb:") and at and (version == "volatile" or version.startswith("dev:")):
                found.setdefault(f"{orb[4:].rpartition('/')[0]}@{version}", []).append(step.at)
    for what, places in found.items():
        more = f" ({len(places)} times)" if len(places) > 1 else ""
        yield Finding(f"`{what}` has no fixed version{more}", places[0], None, tuple(places[1:10]))
