"""Reading partners' logs: any layout, past the identifier gate, coded, and accounted for to the last row."""

from pipelines.intake.partner import PartnerLog, read_partner

__all__ = ["PartnerLog", "read_partner"]
