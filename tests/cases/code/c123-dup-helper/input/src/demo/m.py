def wanted(row):
    return row > 1


def clean(rows):
    kept = []
    for row in rows:
        if wanted(row):
            kept.append(row)
    kept.sort()
    return kept
