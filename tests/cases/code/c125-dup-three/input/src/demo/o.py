def tidy(rows):
    kept = []
    for row in rows:
        if row.age:
            kept.append(row)
    kept.sort()
    return kept
