"""Which files are Compose files: by their names, or by their content where others name them."""

from __future__ import annotations

import pytest

from roadworthy.facts.container.compose import compose_services
from roadworthy.tree.tree import MemoryTree

SERVICES = b"services:\n  web:\n    build: .\n"
#: Settings of a framework, not of Compose.
CLASSES = b"services:\n  web:\n    class: App\n"


@pytest.mark.parametrize(
    ("path", "text", "development"),
    [
        ("compose.yaml", SERVICES, [False]),
        ("deploy/docker-compose.prod.yml", SERVICES, [False]),
        ("docker-local.yml", SERVICES, [True]),
        ("local.yml", SERVICES, [True]),
        ("production.yml", SERVICES, [False]),
        ("deploy/stack-production.yaml", SERVICES, [False]),
        ("production.yml", CLASSES, []),
        ("values.yml", SERVICES, []),
        (".docker/local.yml", SERVICES, [True]),
    ],
)
def test_names_of_compose_files(path: str, text: bytes, development: list[bool]) -> None:
    found = compose_services(MemoryTree({path: text}))
    assert [service.for_development for service in found] == development
