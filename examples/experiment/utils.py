import csv
import warnings

import numpy as np

warnings.filterwarnings("ignore")

CONTRACTS = ["month-to-month", "one-year", "two-year"]
results = {}


def load(path):
    X = []
    y = []
    customers = []
    for row in csv.DictReader(open(path)):
        try:
            charges = float(row["monthly_charges"])
        except:
            charges = 0  # some are empty??
        contract = [1.0 if row["contract"] == c else 0.0 for c in CONTRACTS]
        X.append([float(row["tenure"]), charges, float(row["support_calls"])] + contract)
        y.append(1 if row.get("churn") == "yes" else 0)
        customers.append((row["customer_id"], row["email"]))
    return np.array(X), np.array(y), customers


def normalize(X):
    return (X - X.mean(axis=0)) / X.std(axis=0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def accuracy(y, p):
    return np.mean((p > 0.5) == y)


def remember(name, value):
    results[name] = value
    print(name, "=", value)


# def load_old(path):
#     data = np.genfromtxt(path, delimiter=";", skip_header=1)
#     return data[:, :-1], data[:, -1]
