def red(text):
    return f"*{text}*"
