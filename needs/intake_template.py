"""`needs intake template`: a sheet for a partner that has none yet, and its mapping."""

import argparse

from needs.options import add_workspace
from pipelines.errors import UsageError
from pipelines.paths import find_workspace

EXAMPLE = "needs intake template --partner corner_table --data data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `needs intake template`."""
    parser.add_argument(
        "--partner", metavar="NAME", required=True, help="the folder in raw/intake that will hold it"
    )
    add_workspace(parser)


def run(args: argparse.Namespace) -> int:
    """Write the sheet, mapping.yaml and partner.yaml into the folder; nothing that is there is lost."""
    from pipelines.catalog import load_catalog
    from pipelines.intake.saving import named_folder, write_new_partner_sheet
    from pipelines.intake.template import FILE, template_mapping, write_template
    from pipelines.wording import load_wording

    workspace = find_workspace(args.data)
    folder = named_folder(workspace, args.partner)
    there = [name for name in ("mapping.yaml", FILE) if (folder / name).exists()]
    if there:
        raise UsageError(f"raw/intake/{folder.name} has {' and '.join(there)} already. Choose another name.")
    catalog = load_catalog(workspace.catalog_overlay)
    wording = load_wording(workspace.catalog_overlay / "wording")
    folder.mkdir(parents=True, exist_ok=True)
    write_template(folder / FILE, catalog, wording)
    (folder / "mapping.yaml").write_text(template_mapping(folder.name, catalog, wording), encoding="utf-8")
    write_new_partner_sheet(folder)
    print(
        f"Saved raw/intake/{folder.name}/{FILE}, with its mapping. Fill it in and run: needs build. Copies "
        "of it, one a month, may lie beside it."
    )
    return 0
