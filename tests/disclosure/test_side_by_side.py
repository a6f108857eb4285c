"""Works that run side by side: each gets its own answers, in order, and the outcome hangs on no timing."""

import random
import time

import pytest

from pipelines.disclosure.side_by_side import PLACES, side_by_side


def _work(name, questions, diary):
    for number in range(questions):
        answer = yield (name, number)
        diary.append((name, number, answer))


def test_each_work_gets_the_answers_to_what_it_asked():
    diary = []
    asked = {name: name % 4 for name in range(11)}
    side_by_side((_work(n, q, diary) for n, q in asked.items()), lambda question: question)
    assert all(answer == (name, number) for name, number, answer in diary)
    for name, questions in asked.items():
        assert [number for n, number, _ in diary if n == name] == list(range(questions))


def test_order_does_not_hang_on_how_long_answers_take():
    def run(delay):
        diary = []
        side_by_side((_work(n, 1 + n % 3, diary) for n in range(9)), lambda question: delay())
        return [entry[:2] for entry in diary]

    slow = random.Random(1)
    assert run(lambda: None) == run(lambda: time.sleep(slow.random() / 200))


def test_the_next_work_begins_where_one_has_ended():
    begun, ended = [], []

    def work(name):
        begun.append(name)
        yield name
        ended.append(name)
        assert len(begun) - len(ended) < PLACES

    side_by_side((work(name) for name in range(3 * PLACES)), lambda question: None)
    assert ended == begun == list(range(3 * PLACES))


def test_nothing_to_do_is_done():
    side_by_side(iter(()), lambda question: pytest.fail("nothing was asked"))
    side_by_side((_work(n, 0, []) for n in range(3)), lambda question: pytest.fail("nothing was asked"))


def test_a_fault_in_an_answer_is_told():
    with pytest.raises(ZeroDivisionError):
        side_by_side((_work(n, 1, []) for n in range(3)), lambda question: 1 / 0)
