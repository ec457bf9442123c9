def fetch(x):
    return x


def send(x):
    return x


def _inner(x):
    return x
