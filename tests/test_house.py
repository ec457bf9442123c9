"""The structure of the engine: few rooms, few floors, and arrows that point one way."""

from __future__ import annotations

from tests.house import arrows, floors


def test_the_house_stays_small() -> None:
    house = arrows()
    assert len(house) <= 20
    assert max(floors(house).values()) <= 12
    assert sum(map(len, house.values())) <= 80
