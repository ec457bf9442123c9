__all__ = ["Bold", "Link"]


def tokens(text):
    kinds = [globals()[name] for name in __all__]
    return [kind.find(text) for kind in kinds]


class Bold:
    @classmethod
    def find(cls, text):
        return text.count("*")


class Link:
    @classmethod
    def find(cls, text):
        return text.count("[")
