"""Every word that a person reads, of both packages: one YAML file per language, checked for the same keys."""

from pipelines.wording.load import load_wording
from pipelines.wording.wording import MissingTextError, Wording, slots

__all__ = ["MissingTextError", "Wording", "load_wording", "slots"]
