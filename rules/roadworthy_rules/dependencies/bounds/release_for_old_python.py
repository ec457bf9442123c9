from collections.abc import Iterator

from packaging.specifiers import Specifier
from packaging.version import InvalidVersion, Version

from roadworthy import Dependency, Finding, Severity, counted, oldest_for_python, python_releases, rule

#: They install the Python that a release asks for.
_OF_CONDA = ("conda", "pixi")
#: Libraries and images take their time after the end of support, and are right to.
_GRACE = 365


@rule(Severity.WARNING, since="0.3", handwritten=True)
def release_for_old_python(dependencies: tuple[Dependency, ...]) -> Iterator[Finding]:
    """A requirement allows only releases that no supported Python can install.

    The distribution publishes wheels only, and the allowed releases have none for a Python that still gets
    security fixes. `pip install` ends with "No matching distribution found", and an image has to start from a
    Python without support. Move to a current release, and pin that.

    The rule knows torch, torchvision, torchaudio, TensorFlow, ONNX Runtime, Ray and Open3D, and takes a
    Python as supported until a year after its end of life. It ignores requirements with a marker, and
    environments of conda, which installs its own Python. It reports a file once.

    ```requirements bad
    torch==1.1.0
    torchvision==0.3.0
    ```
    ```toml bad
    [project]
    name = "churn"
    dependencies = ["onnxruntime==1.4.*", "ray~=1.4.1", "tensorflow>=1.15,<2"]
    ```
    ```requirements good
    numpy==1.26.4
    torch==2.4.1+cu121
    tensorflow>=1.15,<3
    ray==2.*
    torchaudio~=0.11
    onnxruntime==1.4.0; python_version < "3.9"
    ```
    """
    releases = python_releases()
    ends = releases.ends.items()
    living = [version for version, end in ends if (releases.checked - end).days <= _GRACE]
    minor, table = min(living)[1], oldest_for_python()
    files: dict[str, list[tuple[Dependency, str]]] = {}
    for item in dependencies:
        oldest, requirement = table.get((item.name, minor)), item.requirement
        if oldest is None or requirement is None or requirement.marker or requirement.url:
            continue
        if item.manager not in _OF_CONDA and any(
            _is_below(one, Version(oldest)) for one in requirement.specifier
        ):
            files.setdefault(item.at.file, []).append((item, oldest))
    for (first, oldest), *others in files.values():
        more = f", like {counted(len(others), 'more requirement')}" if others else ""
        fault = f"allows no release for Python 3.{minor} or newer (the first is {oldest})"
        yield Finding(
            f"`{first.text[:60]}` {fault}{more}", first.at, related=tuple(item.at for item, _ in others[:10])
        )


def _is_below(bound: Specifier, oldest: Version) -> bool:
    """Tell whether a part of a requirement excludes a release and all newer ones."""
    try:
        given = Version(bound.version.removesuffix(".*"))
    except InvalidVersion:
        return False
    if bound.operator == "<":
        return given <= oldest
    if bound.operator == "~=" or bound.version.endswith(".*"):
        # `~=1.15.2` and `==1.15.*` allow what begins alike.
        alike = given.release[:-1] if bound.operator == "~=" else given.release
        return bound.operator in ("~=", "==") and alike < oldest.release[: len(alike)]
    return bound.operator in ("==", "===", "<=") and given < oldest
