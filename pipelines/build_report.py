"""What a build did, and its account on paper: every row and every request is accounted for."""

from dataclasses import dataclass, field

import polars as pl

from pipelines.pieces import Pieces
from pipelines.tables.accounts import REQUEST_STEPS, ROW_FATES
from pipelines.tables.warehouse import CORRECTION

DONE, FOUND_SOMETHING = 0, 1
SHOWN_MOVES = 5
NOWHERE = ("unknown", "outside")


@dataclass(frozen=True)
class BuildReport:
    """Both accounts per partner, what was moved and left out.

    `placed`: partner, placed_by, requests, nowhere (of them at no place of the city). `codes`: code_kind,
    codes, split, empty. `left_out`: source, reason, rows. `failed`: partner and why it was left out.
    """

    is_unchanged: bool = False
    seconds: float = 0.0
    row_account: pl.DataFrame = field(default_factory=pl.DataFrame)
    request_account: pl.DataFrame = field(default_factory=pl.DataFrame)
    unmapped: pl.DataFrame = field(default_factory=pl.DataFrame)
    corrections: pl.DataFrame = field(default_factory=CORRECTION.empty)
    placed: pl.DataFrame = field(default_factory=pl.DataFrame)
    codes: pl.DataFrame = field(default_factory=pl.DataFrame)
    moves: pl.DataFrame = field(default_factory=pl.DataFrame)
    left_out: tuple[tuple[str, str, int], ...] = ()
    notes: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def exit_code(self) -> int:
        """1 where a partner was left out, else 0."""
        return FOUND_SOMETHING if self.failed else DONE

    def as_text(self) -> str:
        """The report for a person."""
        return "\n".join(report_lines(self))


def report_lines(report: BuildReport) -> list[str]:
    """The report as plain lines; it holds counts and codes of places, no value of anybody's row."""
    if report.is_unchanged:
        return ["Nothing has changed since the last build, so nothing was read again."]
    lines = [line for partner in _partners(report) for line in _partner_lines(report, partner)]
    lines += _code_lines(report.codes) + _move_lines(report.moves)
    lines += [f"{source}: left out {rows:,}: {reason}" for source, reason, rows in report.left_out]
    lines += [f"Note: {note}" for note in report.notes]
    lines += [f"LEFT OUT: {partner}. {reason}" for partner, reason in report.failed]
    return [*lines, f"Built in {report.seconds:.1f} s."]


def count_placed(requests: Pieces) -> pl.DataFrame:
    """Per partner and what placed them: requests, and how many of them lie nowhere that we know."""
    weight, by = pl.col("requests"), ("partner", "placed_by")
    nowhere = weight.filter(pl.col("block").is_in(NOWHERE)).sum().alias("nowhere")
    none = requests.table.empty().select(*by, "requests", pl.lit(0, pl.Int64).alias("nowhere"))
    pieces = requests.of_columns(*by, "requests", "block")
    sums = [piece.group_by(by).agg(weight.sum(), nowhere.cast(pl.Int64)) for piece in pieces]
    return pl.concat([none, *sums]).group_by(by).sum().sort(by)


def count_codes(place_code: pl.DataFrame) -> pl.DataFrame:
    """Per kind of place code: how many, how many lie in several blocks, in how many nobody lives."""
    by_code = place_code.group_by("code_kind", "code").agg(
        pl.len().alias("blocks"), (pl.col("block") == "unknown").any().alias("is_empty")
    )
    return (
        by_code.group_by("code_kind")
        .agg(codes=pl.len(), split=(pl.col("blocks") > 1).sum(), empty=pl.col("is_empty").sum())
        .sort("code_kind")
    )


def _partners(report: BuildReport) -> list[str]:
    return report.row_account["partner"].unique().sort().to_list() if report.row_account.height else []


def _partner_lines(report: BuildReport, partner: str) -> list[str]:
    rows = report.row_account.filter(pl.col("partner") == partner)
    lines = [partner]
    for (file,), own in rows.group_by("file", maintain_order=True):
        lines.append(f"  {file}: {_row_sentence(own)}")
    if len(lines) > 2:
        totals = rows.group_by("fate", "reason", maintain_order=True).agg(pl.col("rows").sum())
        lines.append(f"  all {len(lines) - 1} files: {_row_sentence(totals)}")
    own = report.request_account.filter(pl.col("partner") == partner)
    steps = dict(own.select("step", "rows").iter_rows())
    known = [step for step in REQUEST_STEPS if step in steps]
    lines.append("  " + ", ".join(f"{step.replace('_', ' ')} {steps[step]:,}" for step in known))
    lines += _correction_lines(report.corrections.filter(pl.col("partner") == partner))
    placed = report.placed.filter(pl.col("partner") == partner)
    by = [f"{way} {count:,}" for way, count in placed.select("placed_by", "requests").iter_rows()]
    lines.append(f"  placed by {', '.join(by)}; unknown or outside {placed['nowhere'].sum():,}")
    words = report.unmapped.filter(pl.col("partner") == partner)
    lines += [
        f"  not coded: {field} ({words:,} words in {count:,} rows)"
        for field, words, count in words.select("field", "words", "rows").iter_rows()
    ]
    return lines


def _correction_lines(own: pl.DataFrame) -> list[str]:
    """`corrected 7 rows by 2 corrections: test_rows (drop, 2), march (shift_days, 5)`."""
    if not own.height:
        return []
    each = [f"{id_} ({act}, {n:,})" for id_, act, n in own.select("correction", "action", "rows").iter_rows()]
    many = "corrections" if own.height > 1 else "correction"
    rows = own["rows"].sum()
    return [
        f"  corrected {rows:,} {'row' if rows == 1 else 'rows'} by {own.height} {many}: {', '.join(each)}"
    ]


def _row_sentence(own: pl.DataFrame) -> str:
    """`received 120 = loaded 110 + duplicate 6 + quarantined 4 (telephone 3, ssn 1)`."""
    received = own.filter(pl.col("fate") == "received")["rows"].sum()
    parts = []
    for fate in ROW_FATES[1:]:
        of_fate = own.filter((pl.col("fate") == fate) & (pl.col("rows") > 0))
        if not of_fate.height:
            continue
        reasons = [f"{reason} {rows:,}" for reason, rows in of_fate.select("reason", "rows").iter_rows()]
        is_plain = of_fate["reason"].to_list() == ["all"]
        parts.append(
            f"{fate.replace('_', ' ')} {of_fate['rows'].sum():,}"
            + ("" if is_plain else f" ({', '.join(reasons)})")
        )
    return f"received {received:,} rows = {' + '.join(parts) or '0'}"


def _code_lines(codes: pl.DataFrame) -> list[str]:
    """What is lost on the way from other geographies to blocks."""
    return [
        f"Codes of {kind}: {count:,}; {split:,} lie in several blocks, in {empty:,} nobody lives (unknown)."
        for kind, count, split, empty in codes.select("code_kind", "codes", "split", "empty").iter_rows()
    ]


def _move_lines(moves: pl.DataFrame) -> list[str]:
    words = {
        "not_drawn": "Blocks of areas that the map does not draw joined a drawn neighbour",
        "sliver": "Slivers joined the largest block of their area",
    }
    lines = []
    for reason, text in words.items():
        own = moves.filter(pl.col("reason") == reason).sort("residents", descending=True)
        if own.height:
            named = [
                f"{a} to {b} ({n:,.0f})"
                for a, b, n in own.select("block", "moved_to", "residents").iter_rows()
            ]
            more = f", and {own.height - SHOWN_MOVES} more" if own.height > SHOWN_MOVES else ""
            total = own["residents"].sum()
            lines.append(
                f"{text}: {own.height}, {total:,.0f} residents: {', '.join(named[:SHOWN_MOVES])}{more}."
            )
    return lines
