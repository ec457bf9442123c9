def outer(rows):
    limit = 3

    def inner():
        nonlocal limit
        limit += 1
        return [row for row in rows if row > limit if (last := row)] and last

    return inner


def start():
    global state
    state = 1


def read():
    return state
