"""Tasks side by side answer in their order, few at a time, and the first fault is the one that is told."""

import threading
import time
from functools import partial

import pytest

from pipelines.side_by_side import AT_ONCE, side_by_side


def test_answers_come_in_the_order_of_the_tasks():
    def wait(n: int) -> int:
        time.sleep(0.002 * (7 - n))  # later ones are done sooner
        return n

    assert list(side_by_side(partial(wait, n) for n in range(7))) == list(range(7))
    assert list(side_by_side([])) == []


def test_no_more_are_asked_for_than_are_at_work():
    at_work, most, asked_by = 0, 0, set()
    lock = threading.Lock()

    def work() -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.005)
        with lock:
            at_work -= 1

    def tasks():
        for _ in range(9):
            asked_by.add(threading.current_thread())
            yield work

    begun = list(side_by_side(tasks()))
    assert len(begun) == 9 and most == AT_ONCE and asked_by == {threading.current_thread()}


def test_the_first_fault_in_order_is_told_and_nothing_later_is_begun():
    begun = []

    def task(n: int) -> None:
        begun.append(n)
        if n == 2:
            raise ValueError(f"fault {n}")

    with pytest.raises(ValueError, match="fault 2"):
        list(side_by_side(partial(task, n) for n in range(50)))
    assert max(begun) <= 2 + AT_ONCE
