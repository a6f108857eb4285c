"""What is counted and published: needs, outcomes, groups, indicators, release tables, policy."""

from pipelines.catalog.load import load_catalog
from pipelines.catalog.model import Catalog
from pipelines.catalog.models import (
    ALL,
    NOT_RECORDED,
    POOLED,
    ROLES,
    UNMAPPED,
    Denominator,
    Domain,
    GroupDimension,
    Indicator,
    Need,
    OutcomeDimension,
    ReleaseTable,
    Term,
)
from pipelines.catalog.policy import Policy

__all__ = [
    "ALL",
    "NOT_RECORDED",
    "POOLED",
    "ROLES",
    "UNMAPPED",
    "Catalog",
    "Denominator",
    "Domain",
    "GroupDimension",
    "Indicator",
    "Need",
    "OutcomeDimension",
    "Policy",
    "ReleaseTable",
    "Term",
    "load_catalog",
]
