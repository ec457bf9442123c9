def box(rows):
    kept = sorted(rows)
    return kept[0], kept[-1]


def violin(rows):
    kept = sorted(rows)
    return kept[0], kept[-1]


def strip(rows):
    kept = sorted(rows)
    return kept[0], kept[-1]


box.__doc__ = f"""Draw {1} of them."""
violin.__doc__ = f"""Draw {1} of them."""
strip.__doc__ = f"""Draw {1} of them."""
