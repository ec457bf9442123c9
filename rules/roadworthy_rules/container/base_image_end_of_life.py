import re
from collections.abc import Iterator

from roadworthy import Dockerfile, Finding, Severity, python_releases, rule
from roadworthy_rules.container._shared import at_stage

#: The image of Python by its version.
_PYTHON = re.compile(r"(?:docker\.io/)?(?:library/)?python:(\d)\.(\d{1,2})(?![\d])[\w.-]*")


@rule(Severity.NOTE, since="0.2")
def base_image_end_of_life(dockerfile: Dockerfile) -> Iterator[Finding]:
    """The image is built on a Python whose support has ended.

    The base image gets no more updates, so holes in Python and in its system libraries stay open, and new
    releases of your dependencies do not install. Use a version that is supported, such as `python:3.13-slim`.

    The dates are from Python's release schedule; `roadworthy --version -v` shows when they were last checked.

    ```dockerfile bad
    FROM python:3.8-slim
    CMD ["python", "serve.py"]
    ```
    ```dockerfile good
    FROM python:3.13-slim
    CMD ["python", "serve.py"]
    ```
    """
    releases = python_releases()
    for stage in dockerfile.stages:
        found = _PYTHON.fullmatch(stage.image.partition("@")[0]) if stage.base is None else None
        version = (int(found[1]), int(found[2])) if found else None
        end = releases.ends.get(version) if version else None
        if version and end and end < releases.checked:
            message = f"`{stage.image}` has Python {version[0]}.{version[1]}, whose support ended on {end}"
            yield Finding(message, at_stage(dockerfile, stage.index))
