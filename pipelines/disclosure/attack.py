"""The attacker's tool: what tables are possible given bounds on each cell and equations between them."""

import highspy
import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from pipelines.disclosure.policy import DisclosurePolicy

TOLERANCE = 1e-6
WORTHWHILE = 3  # cells that a programme for many must clear: one of a cell's own costs as much, twice
PATIENCE = 4  # programmes for many that clear fewer, before each cell that is left gets its own


class UnresolvedError(Exception):
    """No table fits what was published, or a programme met its limit: nothing is proved either way."""


class Attack:
    """All tables with matrix @ table = 0 within bounds, and the extremes of each cell seen so far."""

    def __init__(
        self,
        matrix: sparse.csr_array,
        low: np.ndarray,
        high: np.ndarray,
        span: np.ndarray,
        policy: DisclosurePolicy,
    ) -> None:
        self.matrix, self.low, self.span, self.policy = sparse.csc_array(matrix), low, span, policy
        # Nothing needs to reach further than this to be proved, and programmes are exact on modest numbers.
        self.high = np.minimum(high, low.sum() + 10 * span.max() + 1000)
        self.chance = np.random.default_rng(policy.seed + 1)
        start = self._solve(*self._plain(np.zeros(len(low))))
        self.least, self.most = start.copy(), start.copy()

    def whole(self) -> tuple[np.ndarray, np.ndarray]:
        """The extremes seen, as whole numbers inside them."""
        return np.ceil(self.least - TOLERANCE), np.floor(self.most + TOLERANCE)

    def reach_out(self, cells: np.ndarray) -> None:
        """One programme that pushes many `cells` (mask) up or down at once, each as far as it needs."""
        columns = np.flatnonzero(cells)
        upward = self.chance.random(len(columns)) < 0.5
        lowest, highest = self.whole()
        # x = base + extra; only the part of the way that is still needed is worth anything
        goal_up = np.minimum(lowest[columns] + self.span[columns], self.high[columns])
        goal_down = np.maximum(highest[columns] - self.span[columns], self.low[columns])
        base_high, base_low = self.high.copy(), self.low.copy()
        base_high[columns] = np.where(upward, goal_up, goal_down)
        extra_high = self.high[columns] - base_high[columns]
        pay = self.chance.uniform(0.5, 1.0, len(columns))
        cost = np.zeros(len(self.low))
        cost[columns] = np.where(upward, -pay, 0.0)
        extra_cost = np.where(upward, 0.0, pay)
        self._keep(
            self._solve(
                np.concatenate([np.arange(len(cost)), columns]),
                np.concatenate([base_low, np.zeros(len(columns))]),
                np.concatenate([base_high, extra_high]),
                np.concatenate([cost, extra_cost]),
            )
        )

    def settle(self, cell: int) -> None:
        """The exact lowest and highest value of one cell."""
        for direction in (1.0, -1.0):
            cost = np.zeros(len(self.low))
            cost[cell] = direction
            self._keep(self._solve(*self._plain(cost)))

    def _plain(self, cost: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        return np.arange(len(cost)), self.low, self.high, cost

    def _keep(self, table: np.ndarray) -> None:
        self.least, self.most = np.minimum(self.least, table), np.maximum(self.most, table)

    def _solve(self, columns: np.ndarray, low: np.ndarray, high: np.ndarray, cost: np.ndarray) -> np.ndarray:
        lp = highspy.HighsLp()
        part = sparse.csc_array(self.matrix[:, columns])
        lp.num_row_, lp.num_col_ = part.shape
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, low, high
        lp.row_lower_ = lp.row_upper_ = np.zeros(part.shape[0])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = part.indptr, part.indices, part.data
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("simplex_iteration_limit", self.policy.iteration_limit)
        solver.passModel(lp)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise UnresolvedError
        return np.bincount(columns, weights=np.array(solver.getSolution().col_value), minlength=len(self.low))


def bounds_by_blocks(
    matrix: sparse.csr_array,
    low: np.ndarray,
    high: np.ndarray,
    hidden: np.ndarray,
    span: np.ndarray,
    policy: DisclosurePolicy,
) -> tuple[np.ndarray, np.ndarray]:
    """Whole-number bounds of every cell, inside its exact range: exact where it is not seen to be safe.

    A cell is seen to be safe once its bounds are `span` apart, or, where it is not hidden but unpublished,
    once a table is found in which it is no small count. Raises UnresolvedError where nothing fits what is
    shown.
    """
    unknown = low < high
    if np.abs((matrix @ np.where(unknown, 0.0, low))[~_reaches(matrix, unknown)]).max(initial=0.0) > 0:
        raise UnresolvedError
    least, most = low.astype(float), np.where(unknown, low, high).astype(float)
    for cells, equations in _connected(matrix, unknown):
        attack = Attack(matrix[equations][:, cells], low[cells], high[cells], span[cells], policy)
        _pursue(attack, hidden[cells], unknown[cells])
        least[cells], most[cells] = attack.whole()
    return least, most


def _pursue(attack: Attack, hidden: np.ndarray, unknown: np.ndarray) -> None:
    idle = 0
    while (left := _doubtful(attack, hidden, unknown)).any() and idle < PATIENCE:
        attack.reach_out(left)
        idle += left.sum() - _doubtful(attack, hidden, unknown).sum() < WORTHWHILE
    for cell in np.flatnonzero(_doubtful(attack, hidden, unknown)):
        if _doubtful(attack, hidden, unknown)[cell]:
            attack.settle(cell)


def _doubtful(attack: Attack, hidden: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    low, high = attack.whole()
    narrow = unknown & (high - low < attack.span)
    return narrow & (hidden | ((low >= 1) & (high < attack.policy.threshold)))


def _reaches(matrix: sparse.csr_array, unknown: np.ndarray) -> np.ndarray:
    """Equations with a cell that is not known."""
    return (abs(matrix) @ unknown.astype(float)) > 0


def _connected(matrix: sparse.csr_array, unknown: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Cells and equations of each block that is linked through unknown cells; shown cells link nothing."""
    links = sparse.csr_array(matrix[:, np.flatnonzero(unknown)])
    graph = sparse.block_array([[None, links], [links.T, None]], format="csr")
    _, label = csgraph.connected_components(graph, directed=False)
    of_equation, of_cell = label[: links.shape[0]], label[links.shape[0] :]
    places = np.flatnonzero(unknown)
    found = []
    for block in np.unique(of_cell):
        equations = np.flatnonzero(of_equation == block)
        known = np.unique(matrix[equations].indices)
        found.append((np.union1d(places[of_cell == block], known), equations))
    return found
