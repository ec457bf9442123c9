from demo.m import export


def run(x):
    future x = export(x)
    return x
