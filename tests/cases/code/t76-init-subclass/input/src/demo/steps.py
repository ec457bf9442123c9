from demo.base import Step


class Sort(Step):
    def apply(self, rows):
        return sorted(rows)
