"""A check as plain text that a volunteer can read."""

from collections.abc import Iterator, Sequence

import polars as pl

from pipelines.closing import months_between
from pipelines.intake.check.completeness import ALL, OUTCOMES
from pipelines.intake.check.layout import count_words, of_hundred, paragraph, table
from pipelines.intake.check.report import Check
from pipelines.intake.check.tell_changes import tell_changes, tell_gaps

MOST_MONTHS = 12
HEADS = {"race_ethnicity": "race", "age_band": "age", "helped_by": "helper"}
NOTHING = "Nothing that would change a figure."


def as_text(check: Check) -> str:
    """The whole report."""
    own = check.own
    title = f"Check of {own.name} ({own.partner})"
    lines = [title, "=" * len(title)]
    lines += paragraph(
        "For this partner and the coalition's data person. Not to be published. " + _extent(check)
    )
    for head, body in _sections(check):
        lines += ["", head, "-" * len(head), *body]
    return "\n".join(lines)


def _sections(check: Check) -> Iterator[tuple[str, Sequence[str]]]:
    if check.own.requests.height:
        yield "1. What is known, of 100 requests", _answers(check)
        yield "2. Results in time, of 100 requests", _results(check)
        yield "3. Sudden changes", tell_changes(check)
        yield "4. Stretches without a request", tell_gaps(check)
    yield "5. What became of the rows", _rows(check)
    yield "6. What would most improve the next file", _advice(check)


def _extent(check: Check) -> str:
    own = check.own
    if not own.requests.height:
        return "There is no request of it in the warehouse."
    total = count_words(int(own.requests["requests"].sum()), check.threshold)
    return f"{total} requests from {own.first_on} to {own.last_on}."


def _shown_months(months: pl.Series) -> list[str]:
    """The last months, those without a request among them."""
    return months_between(months.min(), months.max())[-MOST_MONTHS:]


def _answers(check: Check) -> list[str]:
    of_all = check.answers.filter(month=ALL)
    absent = of_all.filter(status="not_asked")["field"].to_list()
    absent += [] if check.own.agrees.results else OUTCOMES
    fields = [field for field in of_all["field"] if field not in absent]
    cells = {
        (row["month"], row["field"]): _cell(row["status"], row["share"])
        for row in check.answers.iter_rows(named=True)
    }
    asked = dict(check.answers.filter(field="need").select("month", "requests").iter_rows())
    months = [*_shown_months(check.own.requests["month"]), ALL]
    rows = [
        [
            month,
            count_words(asked.get(month, 0), check.threshold),
            *(cells.get((month, f), "-") for f in fields),
        ]
        for month in months
    ]
    return [
        *table(["month", "requests", *(HEADS.get(f, f) for f in fields)], rows),
        *_answer_notes(check, absent),
    ]


def _cell(status: str, share: float | None) -> str:
    return (
        {"shown": "", "few": "few", "none": "-", "not_asked": "no"}[status]
        if share is None
        else of_hundred(share)
    )


def _answer_notes(check: Check, absent: list[str]) -> list[str]:
    key = (
        f"The rest is unknown. few: of 1 to {check.threshold - 1} requests. -: of none. reason: of those "
        "turned away. helper: who helped those that got help. Results of the last months may still come."
    )
    notes = [key]
    if absent:
        names = ", ".join(HEADS.get(field, field) for field in absent)
        notes.append(f"Never asked, or not agreed to: {names}.")
    if check.own.agrees.place is not None:
        notes.append(f"Places are kept by {check.own.agrees.place} and no finer, as the partner agreed.")
    if check.own.requests["month"].n_unique() > MOST_MONTHS:
        notes.append(f"These are the last {MOST_MONTHS} months; --json has all.")
    return [line for note in notes for line in paragraph(note)]


def _results(check: Check) -> list[str]:
    if not check.own.agrees.results:
        return paragraph("This partner does not agree to results, so none are kept.")
    if not check.results.height:
        return paragraph("No month is far enough back: the time in which help was to come has not passed.")
    months = set(_shown_months(check.own.requests["month"]))
    shown = check.results.filter(pl.col("month").is_in(months))
    rows = [
        [month, count_words(n, check.threshold), _part(check, written, n), _part(check, dated, helped)]
        for month, n, written, helped, dated in shown.iter_rows()
    ]
    enough = of_hundred(check.enough_results)
    return [
        *table(["month", "requests", "written down", "help with its day"], rows),
        *paragraph(
            "Only months of which the time for help has passed in the log. Figures of what came of requests "
            f"take a partner in where at least {enough} of 100 are written down, by quarter."
        ),
    ]


def _part(check: Check, part: int, whole: int) -> str:
    if not whole:
        return "-"
    return "few" if whole < check.threshold else of_hundred(part / whole)


def _rows(check: Check) -> list[str]:
    if not check.rows.height:
        return ["No row was received."]
    rows = [
        [_fate(check, fate, reason), f"{n:,}", "" if share is None else f"{100 * share:.1f}"]
        for fate, reason, n, share in check.rows.iter_rows()
    ]
    return table(["what became of them", "rows", "of 100"], rows)


def _fate(check: Check, fate: str, reason: str) -> str:
    words = check.label(f"row_fate.{fate}")
    return words if reason == "all" else f"{words}: {check.label(f'row_reason.{reason}')}"


def _advice(check: Check) -> list[str]:
    if not check.advice:
        return [NOTHING]
    lines = [
        line
        for number, one in enumerate(check.advice, start=1)
        for line in paragraph(one.sentence, bullet=f"{number}. ")
    ]
    note = "Requests of the last twelve months of the log; rows of all its files."
    return [*lines, *paragraph(note)]
