def f(x):
    return given(x)  # noqa: F821


def g(x):
    return given(x)
