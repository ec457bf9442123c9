import matplotlib.pyplot as plt
import pandas as pd


def walk(path, walker):
    rows = pd.read_csv(path)
    for row in rows:
        walker.step(row)
    plt.savefig("walk.png")
    rows.to_csv("walk.csv")
