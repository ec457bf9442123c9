import pickle
import shelve


def a(file):
    return pickle.Unpickler(file).load()


def b(path):
    return shelve.open(path)


def c(x):
    return pickle.loads(pickle.dumps(x))
