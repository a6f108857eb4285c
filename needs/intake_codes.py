"""`needs intake codes`: the partner's words that nothing codes, with how many rows each is in."""

import argparse
import json

from needs.options import add_json, add_workspace
from pipelines.errors import REFUSED, UsageError
from pipelines.paths import find_workspace

EXAMPLE = "needs intake codes corner_table --data data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs intake codes`."""
    parser.add_argument("partner", metavar="PARTNER", help="the name of its folder in raw/intake")
    add_json(parser)
    add_workspace(parser)


def run(args: argparse.Namespace) -> int:
    """Print the words as lines for mapping.yaml; 1 where there are any, for they count as unmapped."""
    from pipelines.build import corrections_of
    from pipelines.catalog import load_catalog
    from pipelines.forgotten import read_forgotten
    from pipelines.intake.uncoded import uncoded_words
    from pipelines.wording import load_wording

    workspace = find_workspace(args.data)
    folder = workspace.intake / args.partner
    if not folder.is_dir():
        there = ", ".join(sorted(path.name for path in workspace.intake.glob("*/"))) or "none"
        raise UsageError(f"There is no partner `{args.partner}`. There are: {there}.")
    catalog = load_catalog(workspace.catalog_overlay)
    wording = load_wording(workspace.catalog_overlay / "wording")
    own = [c for c in corrections_of(workspace) if c.rule.partner == folder.name]
    forgotten = read_forgotten(workspace).through
    words = uncoded_words(folder, catalog, wording, corrections=own, forgotten=forgotten)
    if args.json:
        print(json.dumps(words.to_dicts(), indent=2, ensure_ascii=False))
    else:
        print("\n".join(_lines(args.partner, words)))
    return REFUSED if words.height else 0


def _lines(partner: str, words) -> list[str]:
    if not words.height:
        return [f"Every word of {partner} has a code."]
    lines = [
        f"For `codes:` in raw/intake/{partner}/mapping.yaml; mend or fill in what stands after the colon."
    ]
    for (field,), of_field in words.group_by("field", maintain_order=True):
        lines.append(f"  {field}:")
        for word, rows, code in of_field.select("word", "rows", "suggestion").iter_rows():
            if word:
                lines.append(f"    {json.dumps(word, ensure_ascii=False)}: {code or '?'}  # {rows:,} rows")
            else:
                lines.append(f"    # and words of few rows each, not shown: {rows:,} rows in all")
    return lines
