from demo.core import Core


class Tag(Core):
    def __init__(self, *parts):
        self.parts = parts

    def of_name(self, name):
        return [part for part in self.parts if part == name]


class container(Core):
    pass
