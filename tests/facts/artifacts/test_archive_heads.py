"""Of members that may hold credentials by their names, the beginning is kept, and of others nothing."""

from __future__ import annotations

from roadworthy.facts.artifacts.member import ArchiveScan, Member


def test_only_the_beginning_of_named_files_is_kept() -> None:
    intake = ArchiveScan("dist/demo.whl", 1, lambda name: 0)
    for name in ("demo/.env", "demo/env.py", "demo/key.pem"):
        intake.add_file(Member(name, 0, False, 0), [b"x" * 5000])
    assert {name: len(head) for name, head in intake.heads.items()} == {
        "demo/.env": 4096,
        "demo/key.pem": 4096,
    }
