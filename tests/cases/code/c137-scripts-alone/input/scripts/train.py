import pandas as pd

rows = pd.read_csv("churn.csv")
model = Model()
model.fit(rows)


def score(rows):
    return model.score(rows)


print(score(rows))
