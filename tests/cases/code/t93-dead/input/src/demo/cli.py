from demo.m import fit, used


def main():
    return fit([1])


def more():
    return used(1)
