class Base:
    def run(self, rows):
        return self.step(rows)

    def step(self, rows):
        return list(rows)


class Sort(Base):
    def step(self, rows):
        return sorted(rows)


def make():
    return Sort()
