class Core:
    def find(self, name):
        return [name]
