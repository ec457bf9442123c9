class Model:
    depth = 3
    wide = depth + 1

    def fit(self, rows):
        return rows[:depth]
