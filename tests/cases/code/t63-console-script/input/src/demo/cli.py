from demo.m import export, fit


def main():
    print(export(fit([1])))
