"""How far a long command is: a bar on a terminal, plain lines elsewhere. Never a value from a file."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

Tell = Callable[[str], None]


@contextmanager
def tell_progress() -> Iterator[Tell]:
    """A function that is called with the name of each step as it begins."""
    if not sys.stderr.isatty():
        yield lambda step: print(f"  {step}", file=sys.stderr, flush=True)
        return
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting", total=None)
        yield lambda step: progress.update(task, description=step)
