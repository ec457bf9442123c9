def start(rows):
    return rows
