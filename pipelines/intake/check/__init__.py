"""A private report on one partner, for that partner and the coalition's data person: never published."""

from pipelines.intake.check.plain import as_dict
from pipelines.intake.check.report import Check, check, check_partners
from pipelines.intake.check.text import as_text

__all__ = ["Check", "as_dict", "as_text", "check", "check_partners"]
