"""What every step is given: the workspace, its words and rules, and the partner in hand."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dashboard.words import Words
from pipelines.build import partner_folders
from pipelines.catalog import Catalog, load_catalog
from pipelines.coalition import Coalition, load_coalition
from pipelines.paths import Workspace, find_workspace
from pipelines.wording import Wording, load_wording

STEPS = ("partner", "file", "columns", "kept_out", "words", "build", "preview", "publish")


@dataclass(frozen=True)
class Rules:
    """What the workspace is read by: it changes only when a file of it does."""

    catalog: Catalog
    coalition: Coalition
    wording: Wording


@dataclass(frozen=True)
class Desk:
    """One run of the page. `partner`: the name of a folder in raw/intake, or empty."""

    workspace: Workspace
    rules: Rules
    words: Words
    partner: str
    step: str

    @property
    def catalog(self) -> Catalog:
        return self.rules.catalog

    @property
    def coalition(self) -> Coalition:
        return self.rules.coalition

    @property
    def folder(self) -> Path:
        """The folder of the partner in hand."""
        return self.workspace.intake / self.partner

    @property
    def has_mapping(self) -> bool:
        return bool(self.partner) and (self.folder / "mapping.yaml").is_file()


def open_desk(root: Path, language: str = "", partner: str = "", step: str = "") -> Desk:
    """The workspace at `root` as it is now. A language, partner or step that is not there becomes the first.

    Raises UserError where there is no workspace, or its catalog has a fault.
    """
    workspace = find_workspace(str(root))
    rules = _rules(workspace, _changed_at(workspace))
    languages = rules.wording.languages
    words = Words(language if language in languages else languages[0], rules.wording)
    folders = [folder.name for folder in partner_folders(workspace)]
    chosen = partner if partner in folders else ""
    return Desk(workspace, rules, words, chosen, step if step in STEPS and chosen else STEPS[0])


@lru_cache(maxsize=2)
def _rules(workspace: Workspace, changed_at: int) -> Rules:
    catalog = load_catalog(workspace.catalog_overlay)
    coalition = load_coalition(workspace, catalog)
    wording = load_wording(workspace.catalog_overlay / "wording", extra=coalition.level_texts)
    return Rules(catalog, coalition, wording)


def _changed_at(workspace: Workspace) -> int:
    """When the newest of the files that rule the workspace was changed, in nanoseconds."""
    files = [workspace.coalition_file, *workspace.catalog_overlay.rglob("*.yaml")]
    return max(path.stat().st_mtime_ns for path in files)
