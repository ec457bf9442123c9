from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import Append, Fix, Verb

if TYPE_CHECKING:
    from roadworthy import Dockerfile, Pyproject, Resolver, Use


def addition(pyproject: Pyproject | None, providers: tuple[str, ...]) -> Fix | None:
    """Return the fix that declares a module's provider, where only one can be meant."""
    if pyproject is None or len(providers) != 1 or pyproject.get(list, "project", "dependencies") is None:
        return None
    edit = Append(pyproject.at("project", "dependencies"), providers[0])
    return Fix(f"Declare `{providers[0]}`", edit, safe=False)


def undeclared(use: Use) -> str:
    """Return what a finding says of a module that nothing declared provides."""
    names = " or ".join(f"`{name}`" for name in use.providers[:2])
    return f"`{use.module}` is imported, but {names} is not declared"


def is_image_of_project_alone(dockerfile: Dockerfile, resolver: Resolver) -> bool:
    """Tell whether an image of Python holds the installed project, and nothing that another file declares.

    All that its commands install is seen, and it is the project from its source.
    """
    if any(stage.base is None and not stage.image.startswith("python:") for stage in dockerfile.stages):
        return False
    installed: set[str] = set()
    for item in dockerfile.instructions:
        if item.keyword == "RUN":
            script = " ".join(item.json) if item.json else item.arguments
            found = resolver.resolve_script(script, dockerfile.at(item))
            # What the system's own packages bring is not told.
            if found.unseen or "apt" in script or "apk" in script:
                return False
            installed |= {act.detail for act in found.acts if act.verb is Verb.INSTALLS}
    return installed == {"project"}
