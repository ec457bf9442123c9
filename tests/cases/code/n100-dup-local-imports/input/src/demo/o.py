def revive(path):
    import pandas as table

    kept = []
    for row in table.read_csv(path):
        if row != "-":
            kept.append(row)
    return kept
