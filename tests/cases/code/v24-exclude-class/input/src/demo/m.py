def fit(rows):
    return sorted(rows)


class Debug:
    def dump(self, x):
        return str(x)


class Other:
    def dump(self, x):
        return str(x)
