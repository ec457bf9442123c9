REGISTRY = {}


class Step:
    def __init_subclass__(cls):
        REGISTRY[cls.__name__] = cls


def run(name, rows):
    return REGISTRY[name]().apply(rows)
