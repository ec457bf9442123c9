def restore(path):
    import pandas as frame

    kept = []
    for row in frame.read_csv(path):
        if row != "-":
            kept.append(row)
    return kept
