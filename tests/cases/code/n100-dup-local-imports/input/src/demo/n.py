def clean(path):
    import yaml as reader

    kept = []
    for row in reader.load(open(path)):
        if row:
            kept.append(row)
    return kept
