"""What earns the points of artifacts: asked where there are any."""

from __future__ import annotations

from roadworthy import Answer, Location, Profile, Sdist, Wheel, canonical_version, kept, practice, untold
from roadworthy_rules.artifacts.wheel.wheel_missing import is_native

_Release = tuple[str, str]


@practice(1, rules=("wheel-missing",))
def wheel_and_sdist_built(
    wheels: tuple[Wheel, ...] | None, sdists: tuple[Sdist, ...] | None, profile: Profile
) -> Answer | None:
    """A wheel is built, and for a library also an sdist.

    The share of releases that have both. For a library, a wheel without an sdist earns a half; an application
    or a service needs only the wheel. An sdist alone earns nothing. An sdist of native code may have its
    wheels elsewhere.
    """
    built = {_release(wheel): wheel.at() for wheel in wheels or ()}
    sources = {_release(sdist): sdist.at() for sdist in sdists or ()}
    native = {_release(sdist) for sdist in sdists or () if is_native(sdist)}
    releases = sorted((built.keys() | sources.keys()) - (native - built.keys()))
    if not releases:
        return untold(
            "wheels of native code may be elsewhere" if native else "`dist/` contains no distributions"
        )
    alone = 0.5 if profile.name == "library" else 1.0
    earned = [0.0 if one not in built else 1.0 if one in sources else alone for one in releases]
    chain: list[tuple[str, Location]] = [
        (f"a wheel of {name} {version}", built[name, version])
        for name, version in releases
        if (name, version) in built
    ]
    lacks = [one for one, share in zip(releases, earned, strict=True) if share < 1.0]
    reason = (
        f"{lacks[0][0]} {lacks[0][1]} has no {'sdist' if lacks[0] in built else 'wheel'}" if lacks else ""
    )
    unbuilt = sum(one not in built for one in releases)
    gains = {"wheel-missing": unbuilt / len(releases)}
    return kept(*chain[:3], share=sum(earned) / len(releases), reason=reason, gains=gains)


def _release(artifact: Wheel | Sdist) -> _Release:
    return artifact.filename.name, canonical_version(artifact.filename.version)
