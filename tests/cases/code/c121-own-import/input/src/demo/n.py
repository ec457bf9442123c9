import json

from demo.m import f


def g(x):
    return json.dumps(f(x))
