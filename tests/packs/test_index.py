"""An index stands for the packs that it was made of: it says the same, and imports nothing."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from unittest import mock

import pytest

from roadworthy.commands.kept import KeptRuns, programs
from roadworthy.commands.plugins import BUILTINS, GIVEN, load_plugins
from roadworthy.core.pack import Pack
from roadworthy.core.registry import Registry
from roadworthy.core.signature import Deferred, loaded, read_signature
from roadworthy.core.store import Store
from roadworthy.packs.entrypoints import entry_points
from roadworthy.packs.index import built_index, index_of, indexed
from roadworthy.packs.load import Plugins, load
from roadworthy.testing.pages import plugins
from tests.packs.conftest import WritePack


@pytest.fixture(scope="module")
def pair() -> tuple[Plugins, Plugins]:
    """Return all packs as imported, and as their index has them."""
    whole = plugins()
    data = index_of(whole)
    assert data is not None
    return whole, indexed(data, whole.packs, GIVEN)


def asked(function: object) -> tuple[object, ...]:
    """Return all that a signature says but its function."""
    signature = read_signature(function)  # type: ignore[arg-type]
    return signature.needs, signature.gives, signature.maybe, signature.options


def test_an_index_has_each_rule_with_all_that_is_said_of_it(pair: tuple[Plugins, Plugins]) -> None:
    whole, lean = pair
    assert list(lean.rules) == list(whole.rules)
    assert lean.packs_of_rules == whole.packs_of_rules
    names = [field.name for field in dataclasses.fields(next(iter(whole.rules.values())))]
    for name, rule in whole.rules.items():
        found = lean.rules[name]
        for field in names:
            if field != "function":
                assert getattr(found, field) == getattr(rule, field), (name, field)
        needs, _, _, options = asked(rule.function)
        assert (asked(found.function)[0], asked(found.function)[3]) == (needs, options)
        assert loaded(found.function) is rule.function
        assert (found.page, found.line, found.file) == (rule.page, rule.line, rule.file)


def test_an_index_has_the_practices_formats_and_packs(pair: tuple[Plugins, Plugins]) -> None:
    whole, lean = pair
    assert lean.packs == whole.packs
    assert lean.faults == ()
    assert [(p.name, p.points, p.rules, p.group, loaded(p.function)) for p in lean.practices] == [
        (p.name, p.points, p.rules, p.group, p.function) for p in whole.practices
    ]
    assert [asked(p.function)[0] for p in lean.practices] == [asked(p.function)[0] for p in whole.practices]
    assert {name: loaded(render) for name, render in lean.reports.items()} == whole.reports
    assert lean.practices[0].title == whole.practices[0].title


def shape(registry: Registry) -> dict[object, object]:
    """Return what a registry knows, without the functions."""
    return {
        "given": registry.given,
        "kinds": [dataclasses.replace(kind, home=kind.whole) for kind in registry.kinds],
        "providers": {
            key: (found.mapped, found.reads, asked(found.signature.function))
            for key, found in registry.providers.items()
        },
        "file facts": {key: found.place.nodes for key, found in registry.file_facts.items()},
    }


def test_an_index_has_the_same_facts(pair: tuple[Plugins, Plugins]) -> None:
    whole, lean = pair
    assert shape(lean.registry) == shape(whole.registry)
    assert [loaded(found.signature.function) for found in lean.registry.providers.values()] == [
        found.signature.function for found in whole.registry.providers.values()
    ]


def test_an_index_is_json_and_loading_it_imports_no_pack(pair: tuple[Plugins, Plugins]) -> None:
    data = index_of(pair[0])
    script = (
        "import sys; from roadworthy.packs.index import indexed;"
        "found = indexed(sys.stdin.buffer.read(), [], ());"
        "print(len(found.rules), [n for n in sys.modules if n.startswith(('roadworthy_rules', 'pluggy',"
        " 'roadworthy.facts', 'roadworthy.report'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], input=data, capture_output=True, check=True)
    assert done.stdout.decode() == f"{len(pair[0].rules)} []\n"
    assert json.loads(data or b"")["rules"]


@pytest.mark.parametrize(
    "text",
    [
        "def roadworthy_rules():\n    (made,) = rules_in(__name__)\n"
        "    return [replace(made, function=lambda module: ())]\n",
        "def roadworthy_rules():\n    raise RuntimeError\n",
    ],
    ids=["a rule without a name of its own", "a hook that raises"],
)
def test_packs_that_an_index_cannot_stand_for_are_imported_each_time(
    write_pack: WritePack, text: str
) -> None:
    head = "from dataclasses import replace\nfrom roadworthy import hookimpl, rules_in\n\n@hookimpl\n"
    number = len(text)
    package = write_pack(f"odd_pack_{number}", "top_fault", **{"__init__.py": head + text})
    assert index_of(load([], GIVEN, [Pack("odd", package, "odd", "1")])) is None


def test_a_pack_of_anybody_s_has_an_index(write_pack: WritePack) -> None:
    text = "from roadworthy import Finding, Module, Severity, rule\n\n@rule(Severity.NOTE, since='1.0')\n"
    text += "def top_fault(module: Module) -> list[Finding]:\n    return []\n"
    package = write_pack("lean_pack", **{"top_fault.py": text})
    found = load([], GIVEN, [Pack("lean", package, "lean", "1")])
    data = index_of(found)
    assert data is not None
    (rule,) = indexed(data, [], GIVEN).rules.values()
    assert (rule.name, rule.group) == ("top-fault", "lean")
    assert loaded(rule.function) is found.rules["top-fault"].function


@pytest.mark.parametrize("isolated", [False, True])
def test_a_wheel_of_ours_brings_the_index(
    isolated: bool, pair: tuple[Plugins, Plugins], tmp_path: Path
) -> None:
    """Also where an interpreter without packages gets them by PYTHONPATH, as in the builds of pip."""
    pytest.importorskip("hatchling")
    root = Path(__file__).parents[2]
    if not (root / "hatch_build.py").exists():
        pytest.skip("these tests were not run from a checkout")
    script = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    python, paths = sys.executable, ""
    if isolated:
        subprocess.run([python, "-m", "venv", "--without-pip", str(tmp_path / "bare")], check=True)
        programs_of = tmp_path / "bare" / ("Scripts" if sys.platform == "win32" else "bin")
        python, paths = str(programs_of / "python"), sysconfig.get_path("purelib")
    done = subprocess.run(
        [python, "-c", script, str(tmp_path)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    with zipfile.ZipFile(tmp_path / done.stdout.split()[-1]) as wheel:
        assert "roadworthy/packs/index.json" in wheel.namelist(), done.stderr
        built = json.loads(wheel.read("roadworthy/packs/index.json"))
    ours = [pack for pack in pair[0].packs if pack.distribution == "roadworthy"]
    expected = json.loads(index_of(load(BUILTINS, GIVEN, ours)) or b"")
    assert built == expected


def test_the_index_of_a_wheel_stands_for_our_packs_alone() -> None:
    ours = Pack("code", "roadworthy_rules.code", "roadworthy", "1")
    theirs = Pack("acme", "acme_rules", "acme", "1")
    with mock.patch("builtins.open", mock.mock_open(read_data=b"{}")):
        assert built_index([ours]) == b"{}"
        assert built_index([ours, theirs]) is None


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> KeptRuns:
    """Return a store of these tests alone."""
    packs = entry_points()
    code = programs(packs)
    assert code is not None
    return KeptRuns(Store(str(tmp_path_factory.mktemp("kept")), b"k" * 32), code, packs)


def entry_of(kept: KeptRuns) -> Path:
    (entry,) = Path(kept.store.directory).glob("index*.entry")
    return entry


def is_lean(found: Plugins) -> bool:
    return all(isinstance(rule.function, Deferred) for rule in found.rules.values())


def test_an_index_is_made_by_one_run_and_used_by_the_next(kept: KeptRuns) -> None:
    assert not is_lean(load_plugins(kept))
    assert is_lean(load_plugins(kept))


@pytest.mark.parametrize("at", [0, 30, 60, 5000, -1])
def test_a_damaged_index_is_made_anew(kept: KeptRuns, at: int) -> None:
    load_plugins(kept)
    entry = entry_of(kept)
    whole = entry.read_bytes()
    data = bytearray(whole)
    data[at] ^= 1
    entry.write_bytes(bytes(data))
    assert not is_lean(load_plugins(kept))
    assert entry_of(kept).read_bytes() == whole


def test_other_programs_have_an_index_of_their_own(kept: KeptRuns) -> None:
    load_plugins(kept)
    assert not is_lean(load_plugins(KeptRuns(kept.store, "0" * 40, kept.packs)))
    # What was imported is not what the hash is of: nothing is kept under it.
    assert entry_of(kept)
