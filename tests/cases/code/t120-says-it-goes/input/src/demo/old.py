from demo.model import fit, score

print("demo.old is DEPRECATED: import demo.model")


def Fit(rows):
    return fit(list(rows) + [1])
