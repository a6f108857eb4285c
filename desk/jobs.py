"""Work that takes longer than a click: it goes on when the page is left, and is found again when it is not.

One thing at a time for a workspace: the lock of the commands sees to that, here as in a terminal.
"""

import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.errors import UserError
from pipelines.run_log import Progress

Work = Callable[[Progress], object]


@dataclass
class Job:
    """`steps`: names of what was done, the last one being in hand. `share` of that one is done. `fault`: a
    paragraph for a person.
    """

    task: str
    partner: str
    steps: list[str] = field(default_factory=list)
    share: float = 0.0
    result: object = None
    fault: UserError | None = None
    is_broken: bool = False
    is_done: bool = False
    began: float = field(default_factory=time.monotonic)

    def tell(self, step: str, share: float | None = None) -> None:
        """A step begins, or so much of it is done."""
        if share is None:
            self.steps.append(step)
        self.share = share or 0.0

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self.began


_jobs: dict[tuple[Path, str], Job] = {}


def start_job(root: Path, task: str, partner: str, work: Work) -> Job:
    """Begin `work`, which tells of each step as it begins."""
    job = Job(task, partner)
    _jobs[root, task] = job
    threading.Thread(target=_run, args=(job, work), name=f"desk {task}", daemon=True).start()
    return job


def find_job(root: Path, task: str) -> Job | None:
    """The last job of this kind since the desk was started."""
    return _jobs.get((root, task))


def _run(job: Job, work: Work) -> None:
    try:
        job.result = work(job.tell)
    except UserError as fault:
        job.fault = fault
    except Exception:
        # A fault of ours: the page says so, and the terminal has the rest.
        job.is_broken = True
        traceback.print_exc(file=sys.stderr)
    finally:
        job.is_done = True
