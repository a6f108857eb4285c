"""The cells of one partner's file: each column of its mapping filled by role, in the partner's own words."""

import numpy as np
import polars as pl

from pipelines.simulate.chance import some, words_for
from pipelines.simulate.draw import GROUPS
from pipelines.simulate.people import fill
from pipelines.simulate.places import place_cells
from pipelines.simulate.plan import Plan
from pipelines.simulate.world import World

JAM_AGES = ["N/A", "-", "999", "."]


def words_by_code(partner: dict, field: str) -> dict[str, list[str]]:
    """The partner's words for each of our codes, from its mapping."""
    words: dict[str, list[str]] = {}
    for word, code in partner["mapping"].get("codes", {}).get(field, {}).items():
        words.setdefault(code, []).append(word)
    return words


def columns_by_role(partner: dict) -> dict[str, list[str]]:
    """role -> names of the columns that have it."""
    roles: dict[str, list[str]] = {}
    for column, about in partner["mapping"]["columns"].items():
        roles.setdefault(about["role"], []).append(column)
    return roles


def write_cells(
    world: World, plan: Plan, partner: dict, lines: pl.DataFrame, rng: np.random.Generator
) -> pl.DataFrame:
    """A text column per column of the mapping, in its order, a row per line. Empty text is an empty cell."""
    places = place_cells(world, plan, partner, lines, rng)
    cells = {}
    for column, about in partner["mapping"]["columns"].items():
        cells[column] = _column(plan, partner, lines, places, column, about, rng)
    return pl.DataFrame({name: pl.Series(values, dtype=pl.String) for name, values in cells.items()})


def _column(
    plan: Plan, partner: dict, lines: pl.DataFrame, places: dict, column: str, about: dict, rng
) -> np.ndarray | pl.Series:
    role = about["role"]
    if column in partner["filled"]:
        return fill(partner["filled"][column], lines.height, plan.area_codes, rng)
    if role in places:
        return places[role]
    if role in GROUPS or role == "age":
        return _group_cells(plan, partner, lines, role, about, rng)
    return _WRITERS[role](partner, lines, about, rng)


def _request_ids(partner: dict, lines: pl.DataFrame, about: dict, rng) -> pl.Series:
    return lines.select(
        pl.lit(partner["ids"]["request"]) + (pl.col("line") + 10_001).cast(pl.String)
    ).to_series()


def _household_keys(partner: dict, lines: pl.DataFrame, about: dict, rng) -> pl.Series:
    key = pl.lit(partner["ids"]["household"]) + (pl.col("household") + 1001).cast(pl.String)
    return lines.select(pl.when("is_keyed").then(key).otherwise(pl.lit(""))).to_series()


def _received_on(partner: dict, lines: pl.DataFrame, about: dict, rng) -> pl.Series:
    moment = pl.col("received_on").cast(pl.Datetime) + pl.duration(seconds="second")
    return lines.select(moment.dt.strftime(partner["writes"]["received_on"])).to_series()


def _result_on(partner: dict, lines: pl.DataFrame, about: dict, rng) -> pl.Series:
    day = pl.col("received_on") + pl.duration(days="days")
    return lines.select(day.dt.strftime(partner["writes"]["result_on"]).fill_null("")).to_series()


def _kind(partner: dict, lines: pl.DataFrame, about: dict, rng) -> pl.Series:
    ask, offer = pl.lit(about["ask"][0]), pl.lit(about["offer"][0])
    return lines.select(pl.when("is_offer").then(offer).otherwise(ask)).to_series()


def _need(partner: dict, lines: pl.DataFrame, about: dict, rng) -> pl.Series:
    """Words of the line's needs, joined where the column holds many."""
    words = words_by_code(partner, "need") | {"unmapped": partner["words"].get("unmapped", [])}
    asked = lines.select(pl.int_range(pl.len()).alias("row"), "needs").explode("needs")
    texts = pl.Series(words_for(rng, asked["needs"].to_numpy(), words), dtype=pl.String)
    between = about.get("many", "") + " "
    joined = (
        asked.with_columns(text=texts)
        .group_by("row", maintain_order=True)
        .agg(pl.col("text").str.join(between))
    )
    return joined["text"]


def _need_flag(partner: dict, lines: pl.DataFrame, about: dict, rng) -> pl.Series:
    yes, no = pl.lit(about["yes"][0]), pl.lit("N")
    return lines.select(
        pl.when(pl.col("needs").list.contains(about["need"])).then(yes).otherwise(no)
    ).to_series()


def _result(partner: dict, lines: pl.DataFrame, about: dict, rng) -> np.ndarray:
    """The status; what nothing is known of is written as open, referred on, or not at all."""
    texts = words_for(rng, lines["result"].to_numpy(), words_by_code(partner, "result"))
    left_blank = (lines["result"].to_numpy() == "no_result") & (rng.random(lines.height) < 0.3)
    texts[left_blank | lines["is_offer"].to_numpy()] = ""
    return texts


def _reason(partner: dict, lines: pl.DataFrame, about: dict, rng) -> np.ndarray:
    """Why not, for the turned away: some of the rules are rules about papers, written in so many words."""
    texts = words_for(rng, lines["reason"].to_numpy(), words_by_code(partner, "reason"))
    papers = partner["words"].get("sensitive_reasons", [])
    where = np.flatnonzero(
        (lines["reason"].to_numpy() == "rules_excluded") & (rng.random(lines.height) < 0.3)
    )
    if papers and len(where):
        texts[where] = np.array(papers, dtype=object)[rng.integers(len(papers), size=len(where))]
    texts[lines["result"].to_numpy() != "turned_away"] = ""
    return texts


def _helped_by(partner: dict, lines: pl.DataFrame, about: dict, rng) -> np.ndarray:
    texts = words_for(rng, lines["helped_by"].to_numpy(), words_by_code(partner, "helped_by"))
    texts[lines["result"].to_numpy() != "received"] = ""
    return texts


def _count(partner: dict, lines: pl.DataFrame, about: dict, rng) -> pl.Series:
    return lines["count"].cast(pl.String)


def _blank(partner: dict, lines: pl.DataFrame, about: dict, rng) -> np.ndarray:
    return np.full(lines.height, "", dtype=object)


_WRITERS = {
    "request_id": _request_ids,
    "household_key": _household_keys,
    "received_on": _received_on,
    "result_on": _result_on,
    "kind": _kind,
    "need": _need,
    "need_flag": _need_flag,
    "result": _result,
    "reason": _reason,
    "helped_by": _helped_by,
    "count": _count,
    "ignore": _blank,
}


def _group_cells(plan: Plan, partner: dict, lines: pl.DataFrame, role: str, about: dict, rng) -> np.ndarray:
    if role == "age":
        return _ages(plan, partner, lines, rng)
    codes = lines[role].to_numpy()
    words = words_by_code(partner, role)
    if role != "race_ethnicity" or "multiracial" in words:
        return words_for(rng, codes, words)
    texts = words_for(rng, codes, words)
    several = np.flatnonzero(codes == "multiracial")
    pairs = np.array(
        [
            [words["black"][0], words["white"][0]],
            [words["asian"][0], words["white"][0]],
            [words["black"][0], words["hispanic"][0]],
        ]
    )
    texts[several] = [
        about["many"].strip().join([a, " " + b]) for a, b in pairs[rng.integers(3, size=len(several))]
    ]
    return texts


def _ages(plan: Plan, partner: dict, lines: pl.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Years within the household's band; what was left blank is written as this log writes it."""
    codes, texts = lines["age_band"].to_numpy(), np.full(lines.height, "", dtype=object)
    for band, (low, high) in plan.draws["ages"].items():
        where = np.flatnonzero(codes == band)
        texts[where] = rng.integers(low, high + 1, size=len(where)).astype(str)
    if partner.get("jam_ages"):
        blank = np.flatnonzero(texts == "")
        texts[blank] = np.array(JAM_AGES, dtype=object)[rng.integers(len(JAM_AGES), size=len(blank))]
    return texts


def damage(
    cells: pl.DataFrame, partner: dict, plan: Plan, fault: dict, rng: np.random.Generator
) -> pl.DataFrame:
    """Copies of some rows, each with an identifier typed into a column where none belongs."""
    rows = cells[some(rng, float(fault["rate"]), cells.height)]
    typed = fill(fault["shape"], rows.height, plan.area_codes, rng)
    return rows.with_columns(pl.Series(fault["column"], typed, dtype=pl.String))
