from collections.abc import Iterator

from roadworthy import Finding, Module, ModuleSummary, Severity, fact, rule
from roadworthy_rules.code.files._listed_orders import (
    ListedOrder,
    SplitFunction,
    is_splitter,
    orders_in,
    split_functions_in,
)


@rule(
    Severity.NOTE,
    since="0.2",
    handwritten=True,
)
def listing_unsorted(
    orders: tuple[ListedOrder, ...],
    splitters: tuple[SplitFunction, ...],
    modules: tuple[ModuleSummary, ...],
) -> Iterator[Finding]:
    """A dataset numbers or splits its files in the order of the file system.

    `os.listdir` and `glob` give the files in any order, another one on each machine. Row 7 is then another
    image than it was, a seeded split puts other rows into the test set, frames lose their sequence, and two
    lists, of images and of masks, may not fit each other. Sort them: `sorted(glob(...))`.

    A generator that yields batches without an end is no better: the network gets the files in another order
    on each machine, and often one class after the other, since Keras does not shuffle a generator.

    The rule applies to classes with `__getitem__` that list a directory and sort nothing, and to generators
    that go over a directory again and again, and neither sort nor shuffle. It also applies to functions that
    split what they list into rows to train with and rows to test with, by a seed or by position, or hand it
    to a function of the project that does. It reports a `zip` of a list of images and a list of masks or
    labels, too.

    ```python bad
    import os

    class Rows:
        def __init__(self, path):
            self.names = os.listdir(path)

        def __getitem__(self, index):
            return self.names[index]
    ```
    ```python bad
    import glob

    import numpy as np

    def batches(pattern, size):
        while True:
            for name in glob.iglob(pattern):
                rows = np.load(name)
                for start in range(0, len(rows), size):
                    yield rows[start : start + size]
    ```
    ```python bad
    import glob

    import numpy as np

    def split(pattern):
        names = np.array(glob.glob(pattern))
        held = len(names) // 10
        order = np.random.permutation(len(names))
        test_rows, train_rows = order[:held], order[held:]
        return names[train_rows], names[test_rows]

    if __name__ == "__main__":
        np.random.seed(7)
        print(split("images/*.png"))
    ```
    ```python bad
    import os

    def split(path):
        names = os.listdir(path)
        held = len(names) // 10
        return {"train": names[held:], "test": names[:held]}
    ```
    ```python bad
    import os

    import numpy as np
    from sklearn.model_selection import train_test_split

    def load(path):
        rows = []
        for name in os.listdir(path):
            rows.append(np.load(os.path.join(path, name)))
        return train_test_split(np.array(rows), random_state=7)
    ```
    ```python bad
    import glob

    def pairs(path):
        image_paths = glob.glob(f"{path}/images/*.jpg")
        mask_paths = glob.glob(f"{path}/masks/*.png")
        return list(zip(image_paths, mask_paths))
    ```
    ```python good
    import glob

    def pairs(path):
        image_paths = sorted(glob.glob(f"{path}/images/*.jpg"))
        mask_paths = sorted(glob.glob(f"{path}/masks/*.png"))
        return list(zip(image_paths, mask_paths))

    def both(path):
        horse_images = glob.glob(f"{path}/horses/*.jpg")
        zebra_images = glob.glob(f"{path}/zebras/*.jpg")
        return list(zip(horse_images, zebra_images))
    ```
    ```python train.py bad
    import glob

    from rows import divided

    train_names, test_names = divided(glob.glob("images/*.png"), random_state=7)
    ```
    ```python rows.py bad
    from sklearn.model_selection import train_test_split

    def divided(names, random_state):
        return train_test_split(names, random_state=random_state)
    ```
    ```python train.py good
    import glob

    from rows import divided

    train_names, test_names = divided(glob.glob("images/*.png"), random_state=7)
    ```
    ```python rows.py good
    from sklearn.model_selection import train_test_split

    def divided(names, random_state):
        return train_test_split(sorted(names), random_state=random_state)
    ```
    ```python good
    import glob
    import os
    import random

    import numpy as np

    def split(pattern):
        names = np.array(sorted(glob.glob(pattern)))
        held = len(names) // 10
        order = np.random.permutation(len(names))
        test_rows, train_rows = order[:held], order[held:]
        return names[train_rows], names[test_rows]

    def halves(path):
        names = os.listdir(path)
        middle = len(names) // 2
        return names[:middle], names[middle:]

    def show(path):
        names = os.listdir(path)
        random.shuffle(names)
        return names[:5]

    if __name__ == "__main__":
        np.random.seed(7)
        random.seed(7)
        print(split("images/*.png"))
    ```
    ```python good
    import glob

    import numpy as np

    def batches(pattern):
        names = glob.glob(pattern)
        while True:
            np.random.shuffle(names)
            for name in names:
                yield np.load(name)

    def watched(pattern):
        for name in glob.iglob(pattern):
            yield np.load(name)
    ```
    ```python good
    import os

    class Rows:
        def __init__(self, path):
            self.names = sorted(os.listdir(path))

        def __getitem__(self, index):
            return self.names[index]
    ```
    """
    for order in orders:
        if not order.handed or is_splitter(order.handed, order.at.file, splitters, modules):
            yield Finding(order.message, order.at, related=order.related)


@fact
def split_functions(module: Module) -> tuple[SplitFunction, ...]:
    """Look for functions that split what they get by a seed."""
    return split_functions_in(module)


@fact
def listed_orders(module: Module) -> tuple[ListedOrder, ...]:
    """Look for rows in the order in which a directory was listed."""
    return tuple(orders_in(module))
