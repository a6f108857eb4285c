"""One page for one partner: what the next edition would say of it and from its rows, to be signed before.

It goes to that partner and is about its own records, so it holds exact counts of theirs where these are not
small. A count of 1 to threshold - 1 is told as that: paper travels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.closing import Closing
from pipelines.editions.people import band
from pipelines.editions.terms import ALL
from pipelines.errors import UserError
from pipelines.ledger import frozen_months
from pipelines.paths import Workspace
from pipelines.publish import Setting, read_setting
from pipelines.tables import warehouse as w
from pipelines.tables.accounts import ROW_FATES
from pipelines.warehouse import read_tables

READ = (w.PARTNER, w.REQUEST, w.ROW_ACCOUNT, w.ROW_YEAR)
GROUPS = ("race_ethnicity", "age_band", "language", "housing", "disability", "work", "children")
NOT_ASKED = "not_asked"
MOST_YEARS = 3


@dataclass(frozen=True)
class Preview:
    """Lines of a page, by section: the title first."""

    title: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    def as_text(self) -> str:
        """The page as plain text."""
        parts = [self.title, "=" * len(self.title)]
        for head, lines in self.sections:
            parts += ["", head, *(f"  {line}" for line in lines)]
        return "\n".join(parts)


def preview(workspace: Workspace, partner: str, as_of: date, language: str) -> Preview:
    """The page on `partner` (its folder's name), if the next edition came out on `as_of`.

    Raises UserError where there is no such partner or the coalition does not speak the language.
    """
    setting = read_setting(workspace, as_of)
    tables = read_tables(workspace.warehouse, READ)
    names = tables[w.PARTNER]["partner"].sort().to_list()
    if partner not in names:
        raise UserError(f"There is no partner {partner!r} in the warehouse. There are: {', '.join(names)}.")
    if language not in setting.wording.languages:
        known = ", ".join(setting.wording.languages)
        raise UserError(f"The words are not there in {language!r}. There are: {known}.")
    own = {table: frame.filter(partner=partner) for table, frame in tables.items()}
    return _Page(setting, language).made(own, frozen_months(workspace, "requests"))


@dataclass(frozen=True)
class _Page:
    setting: Setting
    language: str

    def made(self, own: Mapping, frozen: Sequence[str]) -> Preview:
        """The whole page of the tables `own`, rows of one partner. `frozen`: months that have closed."""
        name = own[w.PARTNER]["name"][0]
        closing = self.setting.closing
        sections = [
            (self._say("preview.named"), self._named(own[w.PARTNER].row(0, named=True), own[w.ROW_YEAR])),
            (self._say("preview.rows"), self._rows(own[w.ROW_ACCOUNT])),
            (self._say("preview.closing"), self._closing(own[w.REQUEST], closing, frozen)),
            (self._say("preview.years"), self._years(own[w.REQUEST], closing)),
            (self._say("preview.asked"), self._groups(own[w.REQUEST])),
            (self._say("preview.never"), self._lines("preview.never_line")),
            (self._say("preview.signature"), self._lines("preview.signature_line")),
        ]
        return Preview(self._say("preview.title", partner=name), tuple(sections))

    def _say(self, key: str, **slots: object) -> str:
        return self.setting.wording.text(self.language, key, **slots)

    def _lines(self, prefix: str) -> tuple[str, ...]:
        wording = self.setting.wording
        keys = [key for key in wording.keys if key.startswith(f"{prefix}.")]
        threshold = self.setting.catalog.policy.threshold
        return tuple(
            self._say(
                key,
                **({"threshold": threshold} if "{threshold}" in wording.texts[self.language][key] else {}),
            )
            for key in keys
        )

    def _named(self, partner: dict, rows: pl.DataFrame) -> tuple[str, ...]:
        """How the edition names it."""
        spoken = [self._say(f"language.{code}") for code in partner["languages"].split(",") if code]
        year = self.setting.closing.requests[-1][:4]
        received = rows.filter(pl.col("year") == str(int(year) - 1))["rows"].sum()
        in_band = pl.select(band(pl.lit(received), self.setting.catalog.policy)).item()
        listed = self.setting.wording.format_list(self.language, spoken)
        return (
            self._say(
                "preview.name", name=partner["name"], kind=self._say(f"partner_kind.{partner['kind']}")
            ),
            *((self._say("preview.languages", languages=listed),) if spoken else ()),
            self._say("preview.service_area", area=self._area(partner["service_area"])),
            self._say("preview.band", year=str(int(year) - 1), band=self._say(f"rows_band.{in_band}")),
        )

    def _area(self, codes: str) -> str:
        """The areas that it serves, by name."""
        names = dict(self.setting.tables[w.AREA].select("area_code", "name").iter_rows())
        if codes == ALL:
            return names[self.setting.coalition.city.code]
        found = [names.get(code, code) for code in codes.split(",")]
        return self.setting.wording.format_list(self.language, found)

    def _rows(self, account: pl.DataFrame) -> tuple[str, ...]:
        """What became of the rows of its files; exact, for they are its own and about no one."""
        fates = dict(account.group_by("fate").agg(pl.col("rows").sum()).iter_rows())
        told = [fate for fate in ROW_FATES if fate in fates]
        return tuple(self._say("preview.fate", fate=self._say(f"row_fate.{f}"), n=fates[f]) for f in told)

    def _closing(self, requests: pl.DataFrame, closing: Closing, frozen: Sequence[str]) -> tuple[str, ...]:
        """The months that would be counted for the first time, and never again."""
        new = [month for month in closing.requests if month not in set(frozen)]
        if not new:
            return (self._say("preview.nothing_closes"),)
        asked = dict(requests.group_by("month").agg(pl.col("requests").sum()).iter_rows())
        lines = [
            self._count(self.setting.wording.format_period(self.language, m), asked.get(m, 0))
            for m in new[-12:]
        ]
        first, last = (self.setting.wording.format_period(self.language, m) for m in (new[0], new[-1]))
        return (self._say("preview.closes", n=len(new), first=first, last=last), *lines)

    def _years(self, requests: pl.DataFrame, closing: Closing) -> tuple[str, ...]:
        """Its part of the closed months of each year: all, by kind of need, by what came of them."""
        closed = requests.filter(pl.col("month").is_in(list(closing.requests)))
        closed = closed.with_columns(year=pl.col("month").str.head(4))
        lines: list[str] = []
        for year in closed["year"].unique().sort(descending=True)[:MOST_YEARS]:
            of = closed.filter(year=year)
            lines.append(self._count(year, int(of["requests"].sum())))
            lines += self._split(of, "domain", "need")
            lines += self._split(of, "result", "result")
        return tuple(lines)

    def _split(self, requests: pl.DataFrame, column: str, words: str) -> list[str]:
        sums = requests.drop_nulls(column).group_by(column).agg(pl.col("requests").sum()).sort(column)
        return [f"  {self._count(self._say(f'{words}.{code}'), n)}" for code, n in sums.iter_rows()]

    def _groups(self, requests: pl.DataFrame) -> tuple[str, ...]:
        """Which questions about people reach the counts: one that is not asked is told as such."""
        asked = [g for g in GROUPS if (requests[g].fill_null(NOT_ASKED) != NOT_ASKED).any()]
        wording, language = self.setting.wording, self.language
        named = wording.format_list(language, [self._say(f"group_dimension.{g}") for g in asked])
        return (self._say("preview.groups", groups=named) if asked else self._say("preview.no_groups"),)

    def _count(self, name: str, n: int) -> str:
        """A small count is told as small."""
        threshold = self.setting.catalog.policy.threshold
        if 0 < n < threshold:
            return self._say("preview.small", name=name, most=threshold - 1)
        return self._say("preview.count", name=name, n=n)
