def box(rows):
    kept = sorted(rows)
    return kept[0], kept[-1]


def violin(rows):
    kept = sorted(rows)
    return kept[0], kept[-1]


def strip(rows):
    kept = sorted(rows)
    return kept[0], kept[-1]


def swarm(rows):
    kept = sorted(rows)
    return kept[-1], kept[0]
