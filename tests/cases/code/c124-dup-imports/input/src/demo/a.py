def wanted(row):
    return row > 1
