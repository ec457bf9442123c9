from demo.m import export


def name(x):
    return x


if __name__ == "__main__":
    export(name(1))
