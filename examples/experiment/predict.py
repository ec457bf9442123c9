import pickle
import sys

import numpy as np

from utils import load, sigmoid

path = "data/churn.csv"
# path = "/home/anna/data/churn_may.csv"
if len(sys.argv) > 1:
    path = sys.argv[1]

model = pickle.load(open("model.pkl", "rb"))


def predict(X):
    X = (X - model["mean"]) / model["std"]
    p = sigmoid(X @ model["w"] + model["b"])
    print("predicted", len(p))
    return p


X, y, customers = load(path)
p = predict(X)

# print(p[:10])
for i in np.argsort(-p)[:10]:
    print(customers[i][0], customers[i][1], round(p[i], 3))
