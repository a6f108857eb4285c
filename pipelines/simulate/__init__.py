"""A coalition's logs with a known truth, drawn from the workspace's own census figures."""

from pipelines.simulate.run import SimulationReport, copy_public_raw, simulate

__all__ = ["SimulationReport", "copy_public_raw", "simulate"]
