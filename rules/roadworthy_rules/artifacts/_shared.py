from collections.abc import Iterator, Sequence

from roadworthy import Finding, Sdist, Wheel


def shown(names: Sequence[str]) -> str:
    """Return the first of some names as a message quotes it, and how many more there are."""
    return f"`{names[0]}`" + (f" and {len(names) - 1} more" if len(names) > 1 else "")


def is_in(sdist: Sdist, name: str) -> bool:
    """Tell whether an sdist's top directory holds a regular file of this name."""
    path = f"{sdist.top}/{name}"
    return any(member.name.removeprefix("./") == path and member.kind == "file" for member in sdist.members)


def zip_findings(wheel: Wheel, kind: str) -> Iterator[Finding]:
    """Yield a finding for each sort of fault of one kind in a wheel's zip structure."""
    members: dict[str, list[str]] = {}
    for fault in wheel.zip_faults:
        if fault.kind == kind:
            members.setdefault(fault.message, []).append(fault.member)
    for message, names in members.items():
        who = shown(names) if names[0] else "the whole archive"
        yield Finding(f"{who}: {message}", wheel.at(names[0]))
