from demo.m import *


def g(a, b):
    return join(a, b)
