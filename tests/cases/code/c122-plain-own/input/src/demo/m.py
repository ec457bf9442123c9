from demo import n
from demo.n import g


def f(x):
    return x
