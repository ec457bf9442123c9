import pandas as pd

rows = pd.read_csv("churn.csv")
model = Model()
model.fit(rows)
print(model)
