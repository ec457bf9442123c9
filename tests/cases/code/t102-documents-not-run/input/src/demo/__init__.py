def shown(text):
    return text.upper()


def other(text):
    return text.lower()
