"""How far a long command is: a bar on a terminal, plain lines elsewhere. Never a value from a file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from pipelines.run_log import Progress


@contextmanager
def tell_progress() -> Iterator[Progress]:
    """What a command calls with each step as it begins, and with the share of it that is done."""
    if not sys.stderr.isatty():
        yield _tell_line
        return
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TaskProgressColumn())
    with Bar(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda step, share=None: bar.update(
            task, description=step, completed=share or 0, total=None if share is None else 1
        )


def _tell_line(step: str, share: float | None = None) -> None:
    """A line a step: shares would be lines without end."""
    if share is None:
        print(f"  {step}", file=sys.stderr, flush=True)
