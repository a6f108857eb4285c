"""Small pieces of screen. They are given words and figures; none reads data."""

from pathlib import Path


def read_asset(name: str) -> str:
    """A script or style sheet that stands beside these modules."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
