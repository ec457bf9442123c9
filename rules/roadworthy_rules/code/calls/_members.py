"""What the project's own classes and modules have, and what a call asks of them that they lack."""

from __future__ import annotations

from collections.abc import Collection

from roadworthy_rules.code.calls._classes import NETWORKS, OwnClass
from roadworthy_rules.code.calls._kin import HOPS, Place
from roadworthy_rules.code.calls._own import Own
from roadworthy_rules.code.calls._seen import OwnCall

#: Names by which code gives objects attributes that its text does not show.
_UNSEEN = frozenset("__dict__ __getattr__ __getattribute__ __setattr__ exec setattr vars".split())
#: Methods by which a network gets attributes.
_REGISTERING = frozenset("add_module register_buffer register_module register_parameter".split())
_BARE = frozenset(("ABC", "Generic", "abc.ABC", "object", "typing.Generic"))
#: Classes of `torch.utils.data` that have nothing but the methods that code defines anew.
_ROWS = frozenset(("Dataset", "IterableDataset"))
#: What every object has.
_OBJECT = frozenset(dir(object)) | {"__dict__", "__module__", "__weakref__"}


class OwnMembers:
    """The attributes of a project's classes and modules."""

    def __init__(self, own: Own) -> None:
        self._own = own
        self._names: dict[Place, frozenset[str] | None] = {}
        self._made = {
            place for path, one in own.seen.items() for call in one.calls for place in own.made_by(path, call)
        }

    def missing(self, path: str, call: OwnCall) -> tuple[str, str] | None:
        """Return the class or module that lacks what a call asks of it, and the name; None if it is there."""
        parts = call.callee.split(".")
        if call.within and parts[0] == "self" and len(parts) == 2:
            owner = (path, call.within)
            # A class that others are to inherit from may call what they have.
            if self.lacks(owner, parts[1]):
                return call.within, parts[1]
        elif call.made and len(parts) == 2:
            meant = self._own.meaning(path, call.made.split("."))
            made = (meant[0], meant[1].name) if meant and isinstance(meant[1], OwnClass) else None
            if made and self._lacks(made, parts[1], heirs=False):
                return made[1], parts[1]
        elif not call.within and not call.made and len(parts) > 1:
            target = self._own.named_module(path, parts[:-1])
            if target and self._own.lacks(target, parts[-1]):
                return ".".join(parts[:-1]), parts[-1]
        return None

    def lacks(self, owner: Place, name: str) -> bool:
        """Tell whether a class of which there are objects, and all that inherit from it, lack a name."""
        return owner in self._made and self._lacks(owner, name, heirs=True)

    def known(self, path: str, owner: str) -> Collection[str]:
        """Return the attributes of a class, or the functions of a module, for who misspelt one."""
        place = (path, owner)
        if place in self._names:
            return self._names[place] or ()
        target = self._own.named_module(path, owner.split("."))
        if target:
            one = self._own.seen[target]
            return [*one.functions, *one.classes]
        found = self._own.meaning(path, owner.split("."))
        return self._names.get((found[0], owner)) or () if found else ()

    def _lacks(self, owner: Place, name: str, heirs: bool) -> bool:
        # `_Trainer__fit` is what Python makes of `__fit` in the class.
        if name in self._own.stored or name in _OBJECT or "__" in name.strip("_"):
            return False
        family = self._own.kin.family(owner) if heirs else [owner]
        known = [self._attributes(one) for one in family]
        return bool(family) and all(names is not None and name not in names for names in known)

    def _attributes(self, owner: Place, hops: int = 0) -> frozenset[str] | None:
        """Return the attributes of a class; None where it may have others."""
        if hops > HOPS:
            return None
        if owner not in self._names:
            self._names[owner] = None  # of a class that seems to inherit from itself
            self._names[owner] = self._found(owner, hops)
        return self._names[owner]

    def _found(self, owner: Place, hops: int) -> frozenset[str] | None:
        cls = self._own.kin.class_at(owner)
        if cls is None or not cls.fixed:
            return None
        names = set(cls.names)
        for item in self._own.kin.definitions.get(owner, ()):
            if not item.names.isdisjoint(_UNSEEN) or not item.names.isdisjoint(_REGISTERING):
                return None
            names.update(member for member, _ in item.members)
            # `hasattr(self, "name")` asks whether there is one.
            names.update(use[1:] for use in item.uses if use[:1] == "'")
        for base in cls.bases:
            if base in _BARE:
                continue
            if base in NETWORKS and self._own.is_foreign(owner[0], base, "torch"):
                names |= _MODULE
                continue
            if base.rpartition(".")[2] in _ROWS and self._own.is_foreign(owner[0], base, "torch"):
                continue
            meant = self._own.meaning(owner[0], base.split("."))
            if meant is None or not isinstance(meant[1], OwnClass):
                return None
            above = self._attributes((meant[0], meant[1].name), hops + 1)
            if above is None:
                return None
            names |= above
        return frozenset(names)


#: What `torch.nn.Module` has (torch 2.7, torch/nn/modules/module.py).
_MODULE = frozenset(
    "T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double"
    " dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half"
    " ipu load_state_dict modules mtia named_buffers named_children named_modules named_parameters parameters"
    " register_backward_hook register_buffer register_forward_hook register_forward_pre_hook"
    " register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook"
    " register_load_state_dict_pre_hook register_module register_parameter register_state_dict_post_hook"
    " register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory state_dict to"
    " to_empty train training type xpu zero_grad _apply _call_impl _get_name _load_from_state_dict"
    " _save_to_state_dict _register_state_dict_hook _register_load_state_dict_pre_hook _version"
    " _named_members _replicate_for_data_parallel _buffers _modules _parameters _backward_hooks"
    " _forward_hooks _forward_pre_hooks _state_dict_hooks _load_state_dict_pre_hooks _slow_forward"
    " _maybe_warn_non_full_backward_hook _non_persistent_buffers_set".split()
)
