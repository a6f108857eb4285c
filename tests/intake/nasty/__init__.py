"""Files as partners really send them. Nobody in them is real."""

from tests.intake.nasty import other, rows, text

CASES = (*text.CASES, *rows.CASES, *other.CASES)
