import pandas as pd

rows = pd.read_csv("churn.csv")
print(rows)
