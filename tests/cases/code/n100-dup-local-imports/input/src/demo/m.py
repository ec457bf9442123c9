def clean(path):
    import json as reader

    kept = []
    for row in reader.load(open(path)):
        if row:
            kept.append(row)
    return kept
