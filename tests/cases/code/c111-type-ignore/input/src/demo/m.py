def a():
    return given()  # type: ignore[name-defined]


def b():
    return missing()  # type: ignore[attr-defined]
