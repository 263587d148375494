"""The time rule: a stated flight time needs an average ground speed; it is compared with observed averages.

The ground distance over the stated time is a lower bound of the speed that is needed, because no real path is shorter
than the geodesic. Where even that bound is above every published speed, the stated time has no support.
"""

from __future__ import annotations

from howfar.check.distance import Distances
from howfar.check.figures import figures_of, low_high_km
from howfar.check.model import Finding, Question


def time_finding(question: Question, needed: Distances) -> Finding | None:
    """Is the average speed that the stated time needs within the published speeds? None where no time is stated."""
    duration_s = question.claim.duration_s
    if not duration_s:
        return None
    needed_m_s = needed.nominal_m / duration_s
    figures = figures_of(question.system, "average_speed_m_s") if question.system is not None else ()
    fastest_m_s = max((low_high_km(f)[1] for f in figures), default=None)
    return Finding(
        rule="time",
        holds=None if fastest_m_s is None else needed.best_m / duration_s <= fastest_m_s,
        sentence="",
        value=needed_m_s,
        low=needed.best_m / duration_s,
        high=needed.worst_m / duration_s,
        unit="m/s",
        formula="geodesic distance / stated time <= published average speed",
        inputs={"duration_s": duration_s, "published_m_s": fastest_m_s},
        sources=tuple(dict.fromkeys(f.source_id for f in figures)),
    )
