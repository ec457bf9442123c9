"""What earns the points of metadata."""

from __future__ import annotations

from roadworthy import Answer, Code, DeclaredMetadata, Pyproject, Tree, kept, lacking, practice, untold

#: What an index shows of a distribution, and an installer asks (PEP 621).
_FIELDS = ("description", "readme", "license", "requires-python", "authors", "urls")
#: The rules that tell the lack of one.
_TOLD = {
    "description": "summary-missing",
    "license": "license-missing",
    "requires-python": "requires-python-missing",
    "authors": "author-missing",
}
#: Fields that say the same as another.
_OTHERWISE = {"authors": "maintainers", "license": "license-files"}


@practice(
    5,
    rules=(
        "pyproject-missing",
        "build-configuration-missing",
        "build-system-missing",
        "project-name-missing",
        "version-missing",
    ),
)
def build_declared(
    code: Code, pyproject: Pyproject | None, declared: DeclaredMetadata | None, tree: Tree
) -> Answer | None:
    """A name, a version and a build system are declared.

    `pyproject.toml` declares them (PEP 517, PEP 621). A `setup.py` that does earns three quarters, because it
    does not declare its own requirements. A project that is only run from its checkout earns a half. The root
    of a workspace leaves it to the members.
    """
    if pyproject is not None and pyproject.is_workspace_root:
        return None
    if declared is None:
        return lacking("no file declares a name and a version") if code else None
    missing = [field for field in ("name", "version") if declared.lacks(field)]
    at = declared.values[0].at if declared.values else None
    if missing:
        return kept(("metadata is declared", at), share=0.25, reason=f"no {' and no '.join(missing)}")
    if pyproject is None:
        if not tree.exists("setup.py"):
            return kept(
                ("`setup.cfg` declares it", at), share=0.25, reason="no file declares how to build it"
            )
        return kept(("`setup.py` builds it", at), share=0.75, reason="there is no `pyproject.toml`")
    system = pyproject.at("build-system")
    if pyproject.has("build-system"):
        return kept((f"`{declared.backend or 'its own backend'}` builds it", system))
    if tree.exists("setup.py"):
        return kept(("`setup.py` builds it", at), share=0.75, reason="there is no `[build-system]`")
    return kept(("name and version are declared", at), share=0.5, reason="there is no `[build-system]`")


@practice(
    4,
    rules=(
        "summary-missing",
        "license-missing",
        "requires-python-missing",
        "author-missing",
        "pyproject-missing",
    ),
)
def distribution_described(
    code: Code, pyproject: Pyproject | None, declared: DeclaredMetadata | None
) -> Answer | None:
    """The metadata has a description, readme, licence, Python version, authors and URLs.

    The six fields count equally.
    """
    if pyproject is not None and pyproject.is_workspace_root:
        return None
    if declared is None:
        return lacking("the project has no metadata") if code else None
    missing = [
        field
        for field in _FIELDS
        if declared.lacks(field) and (field not in _OTHERWISE or declared.lacks(_OTHERWISE[field]))
    ]
    stated = {item.field: item.at for item in declared.values}
    if not missing and not stated.keys() & {*_FIELDS, *_OTHERWISE.values()}:
        return untold("code supplies the metadata")
    chain = [(f"`{field}`", stated.get(field)) for field in _FIELDS if field not in missing]
    reason = f"no {', '.join(missing)}" if missing else ""
    gains = {rule: 1 / len(_FIELDS) for field, rule in _TOLD.items() if field in missing}
    return kept(*chain, share=1 - len(missing) / len(_FIELDS), reason=reason, gains=gains)
