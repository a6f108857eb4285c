"""The steps of a build and of publishing in words of the screen. The commands name them in English."""

from desk.context import Desk

WHOLE = {
    "catalog": "catalog",
    "public files": "public_files",
    "partners as they were": "as_they_were",
    "writing": "writing",
    "counting every cell": "counting",
    "deciding what to hide": "hiding",
    "attacking what would be public": "attacking",
    "writing the edition": "edition",
}
STARTS = {
    "partner ": "partner",
    "closing what was asked in ": "closing_requests",
    "closing what came of it in ": "closing_results",
}


def step_in_words(desk: Desk, step: str) -> str:
    """The name of a step; one that is not known is told as the command tells it."""
    if step in WHOLE:
        return desk.words(f"desk.work.{WHOLE[step]}")
    for start, key in STARTS.items():
        if step.startswith(start):
            return desk.words(f"desk.work.{key}", name=step.removeprefix(start))
    return step
