import collections


class PooledMixin:
    """Keeps connections for the next call."""

    pool = collections.defaultdict(list)

    def give_back(self, key, connection):
        self.pool[key].append(connection)
