from demo.m import export


def extend(x):
    return export(x)
