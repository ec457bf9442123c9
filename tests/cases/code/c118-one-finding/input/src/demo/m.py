def f(x):
    return df[x] + df[0]


def g():
    return df + df
