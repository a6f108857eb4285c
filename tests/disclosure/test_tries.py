from pipelines.disclosure.tries import FREE, MADE_ENOUGH, PAID, Tries


def made(tries: Tries, times: int, enough: int) -> None:
    for number in range(times):
        tries.count(tries.every[0], number < enough)


def test_a_try_is_judged_only_after_it_was_made_often() -> None:
    tries = Tries(PAID)
    made(tries, MADE_ENOUGH - 1, 0)
    assert tries.is_worthwhile(PAID[0])
    made(tries, 1, 0)
    assert not tries.is_worthwhile(PAID[0])
    assert tries.is_worthwhile(PAID[1])


def test_a_try_that_is_enough_one_time_in_ten_goes_on() -> None:
    tries = Tries(FREE)
    made(tries, 10 * MADE_ENOUGH, MADE_ENOUGH)
    assert tries.is_worthwhile(FREE[0])


def test_the_last_tries_of_all_are_always_made() -> None:
    tries = Tries(PAID[::-1])
    made(tries, MADE_ENOUGH, 0)
    assert tries.is_worthwhile(PAID[-1])
    assert PAID[-1].whole
