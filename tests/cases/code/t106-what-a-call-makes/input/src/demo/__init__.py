class Tree:
    def fit(self, rows):
        return len(rows)


class Line:
    def fit(self, rows):
        return sum(rows)
