import sys


def test_mark(path):
    return open(path).read()


print(test_mark(sys.argv[1]))
