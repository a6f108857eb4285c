"""What the simulator draws and plants: plan.yaml, partners/*.yaml and the workspace's raw/simulation.yaml."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.catalog import load_catalog
from pipelines.errors import WorkspaceError
from pipelines.paths import Workspace
from pipelines.yaml_file import read_yaml

HERE = Path(__file__).parent
TOLL_FREE = ["800"]  # 800-555-01xx is kept for fiction wherever a workspace lies


@dataclass(frozen=True)
class Plan:
    """Months are numbered from 0. `planted` holds area lists and the months of partners' changes."""

    start: date
    months: int
    draws: dict[str, Any]  # plan.yaml
    partners: list[dict[str, Any]]  # partners/*.yaml, the workspace's words over ours
    planted: dict[str, Any]
    area_codes: list[str]
    outside: list[str]
    horizons: dict[str, int]  # need -> days
    need_domains: dict[str, str]
    domain_benchmarks: dict[str, str]  # domain -> census variable; "" stands for all residents
    shares: list[float]  # of all requests, per partner

    @property
    def known_until(self) -> date:
        """The last day on which a result may have been written down: 45 days after the log ends."""
        return date.fromordinal(month_start(self, self.months).toordinal() + 44)


def month_start(plan: Plan, number: int) -> date:
    """The first day of month `number` of the plan."""
    months = plan.start.year * 12 + plan.start.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def read_plan(workspace: Workspace, start: date, months: int, partners: int) -> Plan:
    """The plan for the first `partners` partners; raises WorkspaceError for a number that cannot be."""
    files = sorted((HERE / "partners").glob("*.yaml"))
    if not 1 <= partners <= len(files):
        raise WorkspaceError(f"The simulator has 1 to {len(files)} partners; {partners} were asked for.")
    local = _local(workspace)
    chosen = [_partner(read_yaml(path).data, local.get("partners", {})) for path in files[:partners]]
    catalog = load_catalog()
    total = sum(partner["share"] for partner in chosen)
    return Plan(
        start=start,
        months=months,
        draws=read_yaml(HERE / "plan.yaml").data,
        partners=chosen,
        planted=local.get("planted", {}),
        area_codes=local.get("area_codes", TOLL_FREE),
        outside=local.get("outside", []),
        horizons=catalog.horizon_days,
        need_domains=catalog.need_parents,
        domain_benchmarks={name: domain.benchmark for name, domain in catalog.domains.items()},
        shares=[partner["share"] / total for partner in chosen],
    )


def _local(workspace: Workspace) -> dict[str, Any]:
    path = workspace.raw / "simulation.yaml"
    return read_yaml(path, WorkspaceError).data if path.is_file() else {}


def _partner(packaged: dict[str, Any], local: dict[str, Any]) -> dict[str, Any]:
    """A partner with what the workspace says of it (where it works, by area)."""
    return {"served": None, **packaged, **local.get(packaged["folder"], {})}
