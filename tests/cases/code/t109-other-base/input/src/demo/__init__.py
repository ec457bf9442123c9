class Store:
    def get(self, name):
        return name


class Lookup:
    def by_name(self, name):
        return self.get(name.lower())


class Tags(Store, Lookup):
    """Tags by name."""


class Cache:
    def get(self, name):
        return [name]
