from demo.m import export

def quick(x):
    return export(x)
