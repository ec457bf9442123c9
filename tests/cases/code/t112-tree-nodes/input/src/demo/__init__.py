import jax


@jax.tree_util.register_pytree_node_class
class Pair:
    def __init__(self, first):
        self.first = first

    def tree_flatten(self):
        return ((self.first,), None)

    def swapped(self):
        return Pair(-self.first)
