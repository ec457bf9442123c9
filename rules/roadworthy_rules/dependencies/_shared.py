import re

_CREDENTIALS = re.compile(r"//[^/@\s]+@")


def shown(text: str) -> str:
    """Return a requirement as a message may quote it: on one line, and without a URL's credentials."""
    return _CREDENTIALS.sub("//***@", " ".join(text.split()))
