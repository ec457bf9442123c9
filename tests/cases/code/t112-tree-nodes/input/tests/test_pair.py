import jax

from demo import Pair


def test_pair():
    assert jax.jit(lambda pair: pair.first)(Pair(1)) == 1
