"""How a pack's rules are found: by its folders, and by its distribution's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from roadworthy.core.pack import Pack
from roadworthy.packs.load import Plugins, load, rules_in
from roadworthy.testing import installed_rules, pages
from tests.packs.conftest import INIT, WritePack


def found_names(package: str) -> list[str]:
    __import__(package)
    return [rule.name for rule in rules_in(package)]


def test_rules_are_found_in_sub_packages(write_pack: WritePack) -> None:
    folders = {"wheel/__init__.py": "", "wheel/tags/__init__.py": '"""Tags."""\n'}
    package = write_pack("deep_pack", "top_fault", "wheel/wheel_fault", "wheel/tags/tag_fault", **folders)
    assert found_names(package) == ["top-fault", "tag-fault", "wheel-fault"]


def test_helpers_and_data_hold_no_rules(write_pack: WritePack) -> None:
    others = {
        "_shared.py": "x = 1\n",
        "_helpers/__init__.py": "",
        "_helpers/anything.py": "y = 1\n",
        "templates/rule.py": "raise RuntimeError('data, which nobody imports')\n",
        "notes.txt": "",
    }
    assert found_names(write_pack("helped_pack", "top_fault", **others)) == ["top-fault"]


@pytest.mark.parametrize("path", ["nameless.py", "wheel/nameless.py"])
def test_a_module_without_the_rule_of_its_name_is_an_error(write_pack: WritePack, path: str) -> None:
    others = {"wheel/__init__.py": "", path: "def other(): ...\n"}
    package = write_pack("faulty_pack", "top_fault", **others)
    with pytest.raises(AttributeError, match="nameless"):
        found_names(package)


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Plugins]:
    """Let packages be the only packs that are installed: distributions by the names of their packages."""

    def install(**distributions: str) -> Plugins:
        packs = [Pack(package, package, name, "1.0") for package, name in distributions.items()]
        loaded = load([], [], packs)
        monkeypatch.setattr(pages, "plugins", lambda: loaded)
        return loaded

    return install


@pytest.mark.parametrize("name", ["my-pack", "my_pack", "My.Pack", "MY--pack"])
def test_a_distribution_is_found_by_any_spelling_of_its_name(
    write_pack: WritePack, install: Callable[..., Plugins], name: str
) -> None:
    install(**{write_pack("first_pack", "first_fault"): "my_pack"})
    assert [rule.name for rule in installed_rules(name)] == ["first-fault"]


def test_a_distribution_has_its_own_rules_alone(
    write_pack: WritePack, install: Callable[..., Plugins]
) -> None:
    acme, more = write_pack("acme", "acme_fault"), write_pack("acme_more", "more_fault")
    install(**{acme: "acme", more: "acme_more"})
    assert [rule.name for rule in installed_rules("acme")] == ["acme-fault"]
    assert [rule.name for rule in installed_rules()] == ["acme-fault", "more-fault"]


def test_rules_may_come_from_another_package_than_the_hook(
    write_pack: WritePack, install: Callable[..., Plugins]
) -> None:
    write_pack("far_rules", "far_fault")
    hook = write_pack(
        "near", **{"__init__.py": f"import far_rules\n{INIT.replace('__name__', repr('far_rules'))}"}
    )
    install(**{hook: "near"})
    assert [rule.name for rule in installed_rules("near")] == ["far-fault"]


def test_an_unknown_distribution_is_an_error(write_pack: WritePack, install: Callable[..., Plugins]) -> None:
    install(**{write_pack("known", "known_fault"): "known"})
    with pytest.raises(LookupError, match="distribution `unknown` is installed; those with packs: known"):
        installed_rules("unknown")


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (
            {"__init__.py": "raise RuntimeError('no import')\n"},
            "broken pack: hollow: RuntimeError: no import",
        ),
        ({"__init__.py": "x = 1\n"}, "brings no rules"),
    ],
)
def test_a_distribution_without_rules_is_an_error(
    write_pack: WritePack, install: Callable[..., Plugins], texts: dict[str, str], message: str
) -> None:
    install(**{write_pack("hollow", **texts): "hollow"})
    with pytest.raises(LookupError, match=message):
        installed_rules("hollow")


def test_a_pack_that_is_broken_in_part_is_an_error(
    write_pack: WritePack, install: Callable[..., Plugins]
) -> None:
    write_pack("partly", "good_fault", **{"__init__.py": INIT.replace("(__name__)", "(__name__) + [1]")})
    loaded = install(partly="partly")
    assert list(loaded.rules) == ["good-fault"]
    with pytest.raises(LookupError, match="broken pack: partly: `1` is not a rule"):
        installed_rules("partly")
