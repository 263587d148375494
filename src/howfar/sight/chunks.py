"""Tables of local polynomials, one for each chunk of neighbouring rays, as the compiled sweep reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from howfar.sight.geometry import nodes_of, to_waves

if TYPE_CHECKING:
    from howfar.sight.geometry import Floats, Wedge

COLUMNS: Final = 19  # of core/sweep.h
_NODES_U: Final = 3


def core_tables(made: Wedge, borders_t: Floats) -> Floats:
    """[chunk, m, COLUMNS]: Chebyshev coefficients along v of quadratics in the chunk's own coordinate u, -1 to 1.

    Slopes are held times s(t), the length of a step along the ray in a flat lattice: what is left of the factors then
    depends little on the ray. (Straight lines in u for the factors cost 2 cm in the median on mountains.)
    Columns 0-2 lateral / v, 3-5 v J s, 6-8 1 / (v J s), 9-11 P s / v, 12-13 lateral / v at the borders, 14-16
    (distance / v)^2, 17 F, 18 k R + h0. Neighbours share their border's polynomial, so no cell is lost between them.
    """
    chunks, degree, across = len(borders_t) - 1, made.tables.shape[1], made.tables.shape[2]
    middle, half = 0.5 * (borders_t[:-1] + borders_t[1:]), 0.5 * (borders_t[1:] - borders_t[:-1])
    nodes = nodes_of(_NODES_U)
    places = middle[:, None] + half[:, None] * nodes
    stepwise = np.matmul(_vander(nodes_of(degree), degree), made.tables)  # [function, node along v, Chebyshev along t]
    at = stepwise @ _vander(places.ravel() / made.t_max, across).T
    at = at.reshape(len(made.tables), degree, chunks, _NODES_U)
    square = (made.line_m**2 + (made.lateral_m * places) ** 2)[None]
    local = np.stack((at[0], at[1], at[3] / at[5], at[2] * square, at[4] ** 2 * square))
    # quadratics through three nodes
    waves = local @ to_waves(_NODES_U).T
    mean, rise, bend = (waves[..., k] for k in range(3))
    ends = stepwise[0] @ _vander(borders_t / made.t_max, across).T
    at_middle = stepwise[5:7] @ _vander(middle / made.t_max, across).T
    columns = [
        mean[0] - bend[0], rise[0], 2 * bend[0], mean[1] - bend[1], rise[1], 2 * bend[1],
        mean[2] - bend[2], rise[2], 2 * bend[2],
        mean[3] - bend[3], rise[3], 2 * bend[3], ends[:, :-1], ends[:, 1:],
        mean[4] - bend[4], rise[4], 2 * bend[4], at_middle[0], at_middle[1],
    ]  # fmt: skip
    return np.ascontiguousarray(np.moveaxis(np.matmul(to_waves(degree), np.stack(columns)), (0, 1, 2), (2, 1, 0)))


def _vander(x: Floats, terms: int) -> Floats:
    """Chebyshev polynomials of x, -1 to 1: by cosines, since numpy's own goes term by term."""
    return np.asarray(np.cos(np.arccos(x)[:, None] * np.arange(terms)), dtype=np.float64)
