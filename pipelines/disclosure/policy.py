"""The constants of disclosure control, handed in as an argument: nothing here reads a catalog."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DisclosurePolicy:
    """What is small, how wide a hidden cell's range must be, and how long the search may go on.

    `threshold`            counts 1 to threshold - 1 are small (requests and households alike).
    `threshold_unkeyed`    the same where under `keyed_share` of the requests carry a household key.
    `range_at_least`       every hidden cell's feasible range spans at least this much.
    `range_per_household`  ... and this many times the most requests by one household in the cell.
    `households_from`      households are shown from here up, beside a shown number of requests only,
    `households_round_to`  ... rounded to this.
    `polish_up_to`         hidden cells for which the search goes over its neighbours a second time; of more,
                           what is gained (docs/disclosure.md) is not worth half as much time again.
    `iteration_limit`      simplex iterations per programme; no limit is ever a clock.
    `seed`                 private: who knows it could replay which neighbours were hidden for which cell.
    """

    threshold: int = 11
    threshold_unkeyed: int = 20
    keyed_share: float = 0.9
    range_at_least: int = 6
    range_per_household: int = 3
    households_from: int = 20
    households_round_to: int = 5
    polish_up_to: int = 2_500
    iteration_limit: int = 100_000
    seed: int = 1

    def __post_init__(self) -> None:
        if self.threshold < 5 or self.threshold_unkeyed < self.threshold:
            raise ValueError("threshold must be 5 or more, and threshold_unkeyed at least threshold")
        if self.households_round_to < 1 or self.households_from < self.households_round_to:
            raise ValueError("households_round_to must be 1 or more, and households_from at least that")
        if self.range_at_least < 1 or not 0 <= self.keyed_share <= 1:
            raise ValueError("range_at_least must be 1 or more and keyed_share between 0 and 1")
