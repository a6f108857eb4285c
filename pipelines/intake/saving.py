"""What a person confirms about a partner's file, put in its folder: the file, partner.yaml, mapping.yaml.

The order matters: mapping.yaml comes last, for it alone makes a folder a partner that is built.
"""

import re
import tempfile
import unicodedata
from pathlib import Path

from pipelines.catalog import Catalog
from pipelines.errors import CatalogError, UsageError
from pipelines.intake.codes import read_codebook
from pipelines.intake.mapping import Mapping, is_apart, read_mapping
from pipelines.intake.mapping_edits import Codes, with_codes, with_pattern
from pipelines.intake.remapping import patterns_for
from pipelines.intake.rows import check_file
from pipelines.paths import Workspace
from pipelines.warehouse import SHARED_FILE, write_file

NO_LATIN_LETTERS = "partner"  # the folder of a partner whose name has none


def named_folder(workspace: Workspace, partner: str) -> Path:
    """The folder of a new partner. Raises UsageError for a name that cannot be one."""
    if not partner.replace("_", "").isalnum() or not partner.isascii() or partner != partner.lower():
        raise UsageError(f"`{partner}` cannot be a folder's name. Use small letters, digits and _.")
    return workspace.intake / partner


def free_folder_name(workspace: Workspace, name: str) -> str:
    """A name for the folder of a partner called `name` that none has yet: `Comedor José` is comedor_jose."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    stem = "_".join(re.findall(r"[a-z0-9]+", plain)) or NO_LATIN_LETTERS
    names = [stem, *(f"{stem}_{n}" for n in range(2, 1000))]
    return next(name for name in names if not (workspace.intake / name).exists())


def save_mapping(folder: Path, text: str, name: str, data: bytes, catalog: Catalog) -> None:
    """The file `name` in the partner's folder, partner.yaml where there is none, then mapping.yaml.

    Nothing is written before the gate has seen the file. Raises, and leaves nothing behind: CatalogError
    where the build would not take the mapping, IdentifierError and IntakeError where it would not take the
    file, UsageError where the folder holds another file of that name.
    """
    check_file(folder.name, name, data, check_text(folder.name, text, catalog))
    folder.mkdir(parents=True, exist_ok=True)
    put_file(folder, name, data)
    write_new_partner_sheet(folder)
    write_mapping(folder, text)


def save_file(folder: Path, name: str, data: bytes, catalog: Catalog) -> None:
    """One more file of a partner whose mapping it fits, past the gate; the mapping takes it from now on.

    Raises IdentifierError and IntakeError where the build would not take the file, and writes nothing then.
    """
    path = folder / "mapping.yaml"
    text = path.read_text(encoding="utf-8-sig")
    mapping = check_text(folder.name, text, catalog)
    check_file(folder.name, name, data, mapping)
    put_file(folder, name, data)
    wanted = patterns_for(list(mapping.files), name)
    if len(wanted) > len(mapping.files):
        write_mapping(folder, with_pattern(text, wanted[-1]))


def save_codes(folder: Path, codes: Codes, catalog: Catalog) -> None:
    """More words coded in the partner's mapping.yaml. Raises CatalogError for a code that is not there."""
    text = with_codes((folder / "mapping.yaml").read_text(encoding="utf-8-sig"), codes)
    check_text(folder.name, text, catalog)
    write_mapping(folder, text)


def check_text(partner: str, text: str, catalog: Catalog) -> Mapping:
    """The mapping that `text` is. Raises CatalogError where the build of `partner` would not take it."""
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place) / partner
        trial.mkdir()
        (trial / "mapping.yaml").write_text(text, encoding="utf-8")
        try:
            mapping, entry = read_mapping(trial)
            read_codebook(mapping, entry, catalog)
            return mapping
        except CatalogError as error:
            said = str(error).replace(str(trial / "mapping.yaml"), "The proposed mapping")
            raise CatalogError(f"{said} Nothing was saved.") from None


def write_mapping(folder: Path, text: str) -> None:
    """mapping.yaml of `folder`, whole or not at all."""
    write_file(folder / "mapping.yaml", text.encode(), SHARED_FILE)


def put_file(folder: Path, name: str, data: bytes) -> None:
    """The file in the partner's folder; raises UsageError where another one has its name, or no log can."""
    to = folder / name
    if is_apart(to):
        raise UsageError(f"A log cannot be called {name}: that name means something else. Rename the file.")
    if to.exists() and to.read_bytes() != data:
        raise UsageError(
            f"raw/intake/{folder.name} holds another file called {name}. Rename this one and run it again."
        )
    if not to.exists():
        write_file(to, data, SHARED_FILE)


def write_new_partner_sheet(folder: Path) -> None:
    """partner.yaml that agrees to nothing, where there is none: agreeing is for the partner."""
    sheet = folder / "partner.yaml"
    if not sheet.is_file():
        name = folder.name.replace("_", " ").title()
        sheet.write_text(
            "# Ask the partner how it wants to be named, and what may be said of its rows.\n"
            f"name: {name}\nkind: other\nagrees: {{groups: false, results: false}}\n",
            encoding="utf-8",
        )
