"""What a column of a partner's file can be: its role, and which settings that role needs and may have."""

from dataclasses import dataclass

GROUPS = ("race_ethnicity", "age_band", "language", "housing", "disability", "work", "children")
PLACES = ("block", "area", "tract", "zip", "latitude", "longitude")
DATES = ("received_on", "result_on")
CODED = ("need", "result", "reason", "helped_by", *GROUPS)  # fields whose words `codes` turns into our ids
DROPPED = ("identifier", "note", "referred_to")  # never read
EACH_ITS_OWN = ("request_id", "household_key", "block", "latitude", "longitude")  # cells that hardly repeat
FIGURES = ("request_id", "household_key", *DATES, *PLACES)  # cells that are numbers by themselves


@dataclass(frozen=True)
class Role:
    """`needs` and `may`: settings of the column. `once`: two columns of this role would claim one field."""

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    once: bool = True


ROLES = {
    "request_id": Role(),
    "household_key": Role(may=("shared",)),
    "kind": Role(may=("ask", "offer")),
    "received_on": Role(needs=("formats",), may=("part", "time_zone")),
    "result_on": Role(needs=("formats",), may=("part", "time_zone")),
    "recurring": Role(needs=("yes",)),
    "need": Role(may=("many", "codes"), once=False),
    "need_flag": Role(needs=("need", "yes"), once=False),
    "result": Role(may=("codes",)),
    "reason": Role(may=("codes",)),
    "helped_by": Role(may=("codes",)),
    "race_ethnicity": Role(may=("many", "codes"), once=False),
    "age": Role(),
    **{name: Role(may=("codes",)) for name in GROUPS if name != "race_ethnicity"},
    "household_size": Role(),
    "quantity": Role(),
    "count": Role(),
    "block": Role(),
    "area": Role(needs=("level",)),
    "tract": Role(),
    "zip": Role(),
    "latitude": Role(),
    "longitude": Role(),
    **{name: Role(once=False) for name in (*DROPPED, "ignore")},
}
