"""Every word that a person reads, of both packages: one YAML file per language, checked against each other."""

from pipelines.wording.load import load_wording
from pipelines.wording.wording import UnknownText, Wording, slots

__all__ = ["UnknownText", "Wording", "load_wording", "slots"]
