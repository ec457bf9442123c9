"""What is found in files while they pass by, whatever the size of the chunks that they come in."""

from __future__ import annotations

import pytest

from roadworthy.facts.artifacts.scan import CodeScan

ARMOUR = b"from pytransform import x\n__pyarmor\x5f_(__name__, __file__, b'')\n"


def gleaned(name: str, data: bytes, chunk: int) -> CodeScan:
    scan = CodeScan()
    take = scan.begin(name, data[:4096])
    if take is not None:
        for start in range(0, len(data), chunk):
            take(data[start : start + chunk])
        take(b"")
    return scan


@pytest.mark.parametrize("chunk", [1, 7, 4096])
def test_a_mark_is_found_across_chunks(chunk: int) -> None:
    assert gleaned("demo/x.py", ARMOUR, chunk).obfuscated == ["demo/x.py"]


@pytest.mark.parametrize("chunk", [5, 4096])
def test_both_marks_of_a_pair_are_needed(chunk: int) -> None:
    begun, ended = b"---BEGIN PYE FILE---\n", b"---\x45ND PYE FILE---\n"
    assert gleaned("x.pye", begun + ended, chunk).obfuscated == ["x.pye"]
    assert gleaned("x.pye", begun, chunk).obfuscated == []


def test_only_python_is_searched_and_up_to_the_limit_of_pypi() -> None:
    assert gleaned("demo/x.txt", ARMOUR, 4096).obfuscated == []
    assert gleaned("demo/x.py", ARMOUR + b"#" * (5 << 20), 1 << 16).obfuscated == []


def test_the_first_line_of_a_script_is_kept_and_binaries_are_not() -> None:
    assert gleaned("demo-1.0.data/scripts/run", b"#!python\nx = 1\n", 9).scripts == {
        "demo-1.0.data/scripts/run": "#!python"
    }
    assert gleaned("demo-1.0.data/scripts/run", b"\x7fELF\0", 9).scripts == {}
    assert gleaned("demo/scripts/run", b"#!python\n", 9).scripts == {}
