from typing import Optional

from jaxtyping import Float
from numpy import ndarray


def f(x: Float[ndarray, "batch time"], y: Optional["Missing"] = None):
    return x, y
