"""Several works side by side, each of which asks for programmes one after another and waits for the answers.

Works are run in rounds: all programmes that are asked for are solved at once, on as many cores as there are,
then each work goes on in its turn. What comes out does not depend on how many cores there are or which is
faster.
"""

import contextlib
import os
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Result = TypeVar("Result")
Work = Generator[Asked, Answer, Result]

PLACES = 4  # works at a time: enough for two cores to be busy where programmes differ in size


def side_by_side(works: Iterable[Work[Asked, Answer, None]], answer: Callable[[Asked], Answer]) -> None:
    """Run every work to its end, `PLACES` at a time; the next one begins where one ends.

    `answer` runs on threads: it must neither read nor change what the works do.
    """
    coming = iter(works)
    with ThreadPoolExecutor(min(PLACES, os.cpu_count() or 1)) as threads:
        running: list[tuple[Work, Asked]] = []
        _begin(coming, running)
        while running:
            answers = list(threads.map(answer, [asked for _, asked in running]))
            going_on = running
            running = []
            for (work, _), found in zip(going_on, answers, strict=True):
                with contextlib.suppress(StopIteration):
                    running.append((work, work.send(found)))
            _begin(coming, running)


def _begin(coming: Iterable[Work], running: list) -> None:
    """Fill the places that are free; a work that asks for nothing is over at once."""
    while len(running) < PLACES and (work := next(coming, None)) is not None:
        if (asked := next(work, None)) is not None:
            running.append((work, asked))
