"""What the two accounts of a partner's rows are made of, in the order in which a row meets it."""

FORGOTTEN = "forgotten"  # of a month whose records were dropped when it was done with
# Why a row met its fate; rows received and loaded need no reason.
REASONS_OF = {
    "received": (),
    "loaded": (),
    "duplicate": ("same_row", "same_file"),
    "replaced": ("later_file",),
    "quarantined": (
        "identifier", "too_many_cells", "by_correction", "no_date", "bad_date", "unknown_kind", "bad_count",
        "no_need",
    ),
    "out_of_period": ("before", "after", FORGOTTEN),
    "not_a_record": ("header", "total", "count_of_zero"),
}  # fmt: skip
ROW_FATES = tuple(REASONS_OF)
ROW_REASONS = ("all", *(reason for reasons in REASONS_OF.values() for reason in reasons))
# Year of a row that has no date that can be read, or one outside the partner's period.
UNDATED = "undated"
REQUEST_STEPS = ("loaded_rows", "offer_rows", "ask_rows", "expanded", "folded", "request_rows", "requests")
