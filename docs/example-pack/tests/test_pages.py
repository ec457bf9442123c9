"""The pages of the pack's rules hold: this is all the testing that a rule needs."""

import pytest

from roadworthy import Rule
from roadworthy.testing import faults, installed_rules


@pytest.mark.parametrize("rule", installed_rules("roadworthy-acme"), ids=lambda rule: rule.name)
def test_page_holds(rule: Rule) -> None:
    assert faults(rule) == []
