import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadworthy.core.any_word import AnyWord


@given(st.text("ab_ .1", max_size=30))
def test_a_word_is_found_where_an_expression_finds_it(text: str) -> None:
    assert AnyWord("ab b_ 1a").is_in(text) == bool(re.search(r"\b(?:ab|b_|1a)\b", text))


@pytest.mark.parametrize("text", ["import redis", "redis", "(redis)", "rediss redis"])
def test_a_word_by_itself_is_found(text: str) -> None:
    assert AnyWord("kafka redis").is_in(text)


@pytest.mark.parametrize("text", ["rediscover", "my_redis", "redis2", "", "éredis"])
def test_a_part_of_a_word_is_none(text: str) -> None:
    assert not AnyWord("kafka redis").is_in(text)
