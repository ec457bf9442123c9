"""What runs of a class, once it is met, without being named: while names are followed from the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.facts.python import Class
from roadworthy.facts.tests.dispatch import dispatch
from roadworthy.facts.tests.standard_bases import INHERITED

if TYPE_CHECKING:
    from roadworthy.facts.tests.closure import Walk

#: Methods that Python's own libraries call on what looks like a file, an importer, or a request with cookies;
#: those that JAX calls on what is registered as a node of a tree, and Django on middleware.
_CALLED_BY_PYTHON = frozenset(
    "add_unredirected_header get_full_url get_header get_host get_origin_req_host get_type getheaders"
    " has_header header_items info is_unverifiable origin_req_host unverifiable"
    " close exec_module fileno filter find_spec flush format isatty read read1 readable readinto"
    " process_exception process_request process_response process_template_response process_view"
    " readline readlines tree_flatten tree_unflatten seek seekable tell write writable writelines".split()
)
#: Methods that the builders of Sphinx call on the index that they are given.
_CALLED_BY_SPHINX = frozenset(("feed", "prune"))
#: What calls methods by the name of the class of what it meets, of its own and of others.
_VISITS = ("visit_", "depart_", "generic_visit_")


def enliven(walk: Walk, owner: Class) -> None:
    """Reach a class: what of it runs without being named, and what was asked of its like."""
    if owner in walk.live:
        return
    walk.live.add(owner)
    # What a class inherits from that was inherited from before has been reached with all above it.
    for above in walk.classes.above(owner, walk.bases):
        walk.bases.add(above)
        walk.enter(above[0], walk.classes.definition(above), inherited=True)
    asked = [walk.attributes, *(walk.asked.get(origin, ()) for origin in walk.classes.origins(owner))]
    if owner[0] in walk.side:
        # pytest collects what stands in a class of tests, too.
        for item in (*walk.classes.methods(owner), *walk.classes.inner(owner)):
            walk.enter(owner[0], item)
        return
    name = owner[1].rpartition(".")[2]
    # A class that looks its methods up by name may call any of them; so may what a mixin is put into while
    # the program runs, where nothing inherits from it.
    mixed = name.endswith(("Mixin", "MixIn")) and not any(walk.classes.below((owner,)))
    any_of_them = name not in walk.world.local.names or walk.classes.looks_up(owner)
    for visit in _VISITS:
        walk.attribute(f"{visit}{name}")
    for method in walk.classes.methods(owner):
        by_itself = method.name in _CALLED_BY_PYTHON or by_convention(walk, method.name)
        by_itself = by_itself or (method.name == "resolve" and _has_graphene(walk))
        by_itself = by_itself or (method.name in _CALLED_BY_SPHINX and "sphinx" in walk.libraries)
        by_itself = by_itself or (name in walk.world.local.derived and method.name in INHERITED)
        # A property that is read runs; any other method has to be called.
        by_itself = by_itself or (bool(method.decorators) and walk.classes.reads(owner))
        if mixed:
            walk.enter(owner[0], method)
        elif any_of_them or by_itself or any(walk.classes.among(method, names) for names in asked):
            dispatch(walk, owner, method.name)


def _has_graphene(walk: Walk) -> bool:
    """Tell whether graphene may call the `resolve` of a class: of middleware, which settings name."""
    return any(library.startswith("graphene") for library in walk.libraries)


def by_convention(walk: Walk, name: str) -> bool:
    """Tell whether Python, `cmd`, pytest or a visitor calls a method of a name, if its class is reached."""
    if name.startswith(("__", "do_", "pytest_")):
        return True
    # Of an own class, an object must be met first.
    return any(
        name.startswith(visit) and not any(walk.lookup.named(name.removeprefix(visit))) for visit in _VISITS
    )


def join_families(walk: Walk) -> None:
    """Reach the classes whose base keeps a list of all that inherit from it."""
    found = set(walk.classes.below(walk.collecting))
    if "__subclasses__" in walk.names:
        found.update(walk.classes.below(walk.live))
    for below in found:
        if below[0] in walk.loaded:
            walk.enter(below[0], walk.classes.definition(below))
