def shown(text):
    return text.upper()


def hidden(text):
    return text.lower()
