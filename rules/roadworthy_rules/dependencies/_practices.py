"""What earns the points of dependencies."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from roadworthy import Answer, Dependency, LockFile, Profile, Tree, Use, Uses, kept, lacking, practice, untold
from roadworthy_rules.dependencies.lock._locked import is_deployed, is_locked, is_locked_above


@practice(5, rules=("dependency-missing", "dependency-missing-in-notebook"))
def imports_declared(uses: Uses, dependencies: tuple[Dependency, ...]) -> Answer | None:
    """The project declares every distribution that its code imports.

    The share of imported distributions that the project's metadata, its requirements or a lock file name, or
    that a declared distribution always installs. An import under a condition counts where it is declared.
    """
    found = [use for use in uses.each if use.providers and (use.declared or use.locked or use.brought)]
    # As for the rules: what is imported under a condition, or by tests alone, no one has to have.
    needed = [use for use in uses.each if use.providers and (use.certain or use.notebooks)]
    lost = sorted({use.module for use in needed if use not in found})
    if not found and not lost:
        return None
    if not uses.fully_declared:
        return untold("some declared dependencies can be read only by running code")
    named = {item.name for item in dependencies}
    chain = [(_source(use, named), next(iter(use.places or use.notebooks))) for use in found[:3]]
    reason = f"not declared: {', '.join(lost[:5])}" if lost else ""
    return kept(*chain, share=len(found) / (len(found) + len(lost)), reason=reason)


def _source(use: Use, named: AbstractSet[str]) -> str:
    """Return how a distribution that is imported gets installed; `named` are those that are declared."""
    written = next((name for name in use.providers if name in named), "")
    if not written and use.brought:
        return f"`{use.providers[0]}` comes with `{use.brought}`"
    if not written and not use.declared:
        return f"`{use.locked}` is locked"
    return f"`{written or use.providers[0]}` is declared"


@practice(3, rules=("lockfile-missing", "lockfile-stale"))
def deployment_pinned(
    profile: Profile, dependencies: tuple[Dependency, ...], locks: tuple[LockFile, ...], tree: Tree
) -> Answer | None:
    """Deployed dependencies are pinned to exact versions.

    A lock file, or requirements that name one version each. Libraries are not measured.
    """
    runtime = [item for item in dependencies if item.kind == "runtime"]
    if not is_deployed(profile) or not runtime:
        return None
    full = [lock for lock in locks if lock.packages]
    names = {item.name for item in runtime}
    # A lock file beside a list of requirements may be of something else: only what it names is pinned.
    locked = names & {package.name for lock in full for package in lock.packages}
    if locked:
        told = f"`{full[0].file}` pins {len(full[0].packages)} packages"
        loose = sorted(names - locked)
        reason = f"not locked: {', '.join(loose[:5])}" if loose else ""
        return kept((told, full[0].at()), share=len(locked) / len(names), reason=reason)
    if is_locked_above(runtime, tree) and not is_locked(tree, locks):
        return untold("the lock file may be at the root of the repository")
    if is_locked(tree, locks) and not locks:
        return untold("Roadworthy does not read the format of the lock file")
    pinned = {item.name: item for item in runtime if "==" in item.text or "@" in item.text}
    if pinned:
        first = min(pinned.items())[1]
        told = f"{len(pinned)} of {len(names)} are pinned to one version"
        loose = sorted(names - pinned.keys())
        reason = f"not pinned: {', '.join(loose[:5])}" if loose else ""
        return kept((told, first.at), share=len(pinned) / len(names), reason=reason)
    return lacking("there is no lock file, and no requirement is pinned")
