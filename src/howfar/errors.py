"""Everything howfar raises on purpose.

    HowfarError
    ├── UsageError            wrong use: exit code 2, HTTP 4xx
    │   ├── UnitError             a quantity without or with an unknown unit
    │   ├── UnknownPlaceError     a place that the gazetteer does not hold
    │   ├── UnknownSystemError    a system that the catalogue does not hold
    │   ├── VerbError             a verb that does not apply to the system
    │   └── RefusedError          the line that howfar does not cross
    ├── DocumentError         an article that cannot be read
    ├── CatalogueError        a system or source file that is broken: file, line and key
    ├── FetchError            an address that could not be fetched
    └── TerrainError          an elevation model that cannot be used
        ├── OutsideError          a place that the model does not cover, or where it has no height
        └── PolarError            a site so near a pole that a latitude/longitude lattice does not serve

A message says what was given, what is allowed and what to do next. The doors print it without a traceback.
"""

from __future__ import annotations


class HowfarError(Exception):
    """Root of all errors that are meant for people."""


class UsageError(HowfarError):
    """The question cannot be asked this way."""


class UnitError(UsageError):
    """A quantity without a unit, with an unknown unit, or out of its range."""


class UnknownPlaceError(UsageError):
    """A place, country or region that the gazetteer does not hold."""


class UnknownSystemError(UsageError):
    """A system that the catalogue does not hold."""


class VerbError(UsageError):
    """A verb that does not apply to the system (a missile does not see)."""


class RefusedError(UsageError):
    """A question beyond the line that howfar does not cross."""


class DocumentError(HowfarError):
    """An article that is empty, binary, too large or not decodable."""


class CatalogueError(HowfarError):
    """A broken catalogue file; the message names file, line and key."""


class FetchError(HowfarError):
    """An address that could not be fetched: no network, too slow, too large, wrong type."""


class TerrainError(HowfarError):
    """An elevation model that cannot be read or does not fit the question."""


class OutsideError(TerrainError):
    """A place that the elevation model does not cover, or where it has no height."""


class PolarError(TerrainError):
    """A site so near a pole that rays no longer cross the rows and columns of a latitude/longitude model in order."""
