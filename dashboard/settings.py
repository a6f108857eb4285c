"""What the server was started with. Variables of the process, because Streamlit starts our script, not we."""

import os
from dataclasses import dataclass
from pathlib import Path

EDITION = "NEEDS_EDITION"
AUDIENCE = "NEEDS_AUDIENCE"
NOTES = "NEEDS_NOTES"


@dataclass(frozen=True)
class Settings:
    """`place`: an edition's folder, or a link to one. `notes`: the one file that may be written, or none."""

    place: Path
    audience: str
    notes: Path | None


def read_settings() -> Settings:
    """The settings of this process."""
    notes = os.environ.get(NOTES)
    return Settings(
        Path(os.environ.get(EDITION, "data/processed/edition")),
        os.environ.get(AUDIENCE, "coalition"),
        Path(notes) if notes else None,
    )


def write_settings(settings: Settings) -> None:
    """Put `settings` where `read_settings` finds them."""
    os.environ[EDITION] = str(settings.place)
    os.environ[AUDIENCE] = settings.audience
    if settings.notes is None:
        os.environ.pop(NOTES, None)
    else:
        os.environ[NOTES] = str(settings.notes)
