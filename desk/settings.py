"""What the desk was started with. Variables of the process, because Streamlit starts our script, not we."""

import os
from dataclasses import dataclass
from pathlib import Path

WORKSPACE = "NEEDS_DESK_DATA"
LANGUAGE = "NEEDS_DESK_LANGUAGE"


@dataclass(frozen=True)
class Settings:
    """`root`: the workspace's folder. `language`: in which the desk opens."""

    root: Path
    language: str


def read_settings() -> Settings:
    """The settings of this process."""
    return Settings(Path(os.environ.get(WORKSPACE, "data")), os.environ.get(LANGUAGE, "en"))


def write_settings(settings: Settings) -> None:
    """Put `settings` where `read_settings` finds them."""
    os.environ[WORKSPACE] = str(settings.root)
    os.environ[LANGUAGE] = settings.language
