import os

TOKEN = os.getenv("API_TOKEN", "9f8aQe71Lm0Pz4")


def connect(url, password="Tr0ub4dor9"):
    return url, password
