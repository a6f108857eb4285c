"""A coalition's logs with a known truth, drawn from a workspace's own census figures. `simulate` is the way in."""

from pipelines.simulate.run import SimulationReport, copy_public_raw, simulate

__all__ = ["SimulationReport", "copy_public_raw", "simulate"]
