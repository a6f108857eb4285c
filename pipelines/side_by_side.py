"""Parts of one work done side by side, in threads: polars and DuckDB compute outside of Python's lock."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
AT_ONCE = 2  # more would take the memory of more parts, and the machines of a coalition have few cores


def side_by_side(tasks: Iterable[Callable[[], T]]) -> Iterator[T]:
    """What the tasks answer, in their order. A task is asked for when there is room for it, in the thread of
    the caller; the first that raises ends all.
    """
    waiting: deque[Future[T]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as workers:
        for task in tasks:
            waiting.append(workers.submit(task))
            if len(waiting) == AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
