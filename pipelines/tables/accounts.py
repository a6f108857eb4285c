"""What the two accounts of a partner's rows are made of, in the order in which a row meets it."""

ROW_FATES = ("received", "loaded", "duplicate", "replaced", "quarantined", "out_of_period", "not_a_record")
# Why a row met its fate; `all` for received and loaded.
ROW_REASONS = (
    "all",
    "same_row", "same_file", "later_file",
    "identifier", "too_many_cells", "no_date", "bad_date", "unknown_kind", "bad_count", "no_need",
    "before", "after",
    "header", "total", "count_of_zero",
)  # fmt: skip
REQUEST_STEPS = ("loaded_rows", "offer_rows", "ask_rows", "expanded", "folded", "request_rows", "requests")
