"""A cache with a bound on what it holds, the least recently used going first."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class BoundedCache(Generic[K, V]):
    """Values under keys, each with a cost; the sum of costs never passes `limit`.

    The unit of cost is the caller's: bytes for textures, entries (1 each) for layouts. Not for use
    from several threads. What a visitor typed must not outlive the visit: see `clear`.
    """

    def __init__(self, limit: int) -> None:
        if limit <= 0:
            raise ValueError("a cache needs a limit above 0")
        self.limit = limit
        self.cost = 0
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: K) -> V | None:
        """Return the value under `key` and mark it as used, or None."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def put(self, key: K, value: V, cost: int = 1) -> None:
        """Keep `value`; what was used longest ago is let go. Dearer than the limit is not kept."""
        old = self._values.pop(key, None)
        if old is not None:
            self.cost -= old[1]
        if cost > self.limit:
            return
        self._values[key] = (value, cost)
        self.cost += cost
        while self.cost > self.limit:
            _, (_, freed) = self._values.popitem(last=False)
            self.cost -= freed

    def clear(self) -> None:
        """Let everything go, at the end of a visit."""
        self._values.clear()
        self.cost = 0
