"""How far each step is, from what is in the workspace and in hand."""

from dataclasses import dataclass

from desk.context import STEPS, Desk


@dataclass(frozen=True)
class State:
    """`kind`: done, look (a person should look), todo. `note`: a few words of it."""

    kind: str
    note: str


def find_states(desk: Desk) -> list[State]:
    """One per step, in order."""
    if not desk.partner:
        return [State("todo", "") for _ in STEPS]
    return [State("todo", "") for _ in STEPS]
