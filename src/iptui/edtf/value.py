"""The values of ``iptui.edtf``: a parsed date, its precision, and the one error there is.

Nothing here reads or computes a date.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ClassVar, NamedTuple
else:
    from iptui.tuples import NamedTuple

MAX_LENGTH = 200
"""Longest text that is looked at, in characters; anything longer is refused unread."""

MAX_EXPONENT = 99
"""Largest exponent of an exponential year: ``Y1E99`` is read, ``Y1E100`` is refused."""

_SHOWN = 60


class EdtfError(ValueError):
    """A text that is not a date of EDTF.

    Attributes:
        position: Index of the offending character in ``text``, from 0; the length of the text
            where something is missing at its end. The message counts from 1.
        reason: What is wrong, without the place.
        text: The text as given (shortened and in ASCII in the message).
    """

    def __init__(self, reason: str, text: str, position: int = 0) -> None:
        self.reason = reason
        self.text = text
        self.position = position
        shown = ascii(text[:_SHOWN]) + ("..." if len(text) > _SHOWN else "")
        super().__init__(f"{reason} (at character {position + 1} of {shown})")

    def __reduce__(self) -> tuple[type[EdtfError], tuple[str, str, int]]:
        return (type(self), (self.reason, self.text, self.position))


class Precision(str):
    """To what unit a date is known: the smallest unit that is written without an ``X``.

    The specification calls ``1985-XX-XX`` a date of *day precision* whose month and day are not
    specified; here it is ``year``, because that is what is known. ``Edtf.unspecified`` tells that
    there was more. A year with significant digits has the precision of its span (``1950S2`` is
    ``century``), as has a year with digits unspecified (``201X`` is ``decade``, and so is
    ``156X-12-25``).

    Attributes:
        SEASON: A sub-year grouping, 21 to 41: season, quarter, quadrimester or semester.
        MILLENNIUM: A thousand years or more.
        UNKNOWN: The year is wholly unspecified: ``XXXX``, ``XXXX-12-25``.
    """

    # No ``StrEnum``: the module ``enum`` takes as long as all of ``iptui.edtf``, and the explorer's
    # first screen needs no other.
    __slots__ = ()

    SECOND: ClassVar[Precision]
    DAY: ClassVar[Precision]
    MONTH: ClassVar[Precision]
    SEASON: ClassVar[Precision]
    YEAR: ClassVar[Precision]
    DECADE: ClassVar[Precision]
    CENTURY: ClassVar[Precision]
    MILLENNIUM: ClassVar[Precision]
    INTERVAL: ClassVar[Precision]
    SET: ClassVar[Precision]
    UNKNOWN: ClassVar[Precision]

    def __reduce__(self) -> tuple[Callable[..., object], tuple[type[Precision], str]]:
        return getattr, (type(self), self.upper())


for _name in Precision.__annotations__:
    setattr(Precision, _name, Precision(_name.lower()))


class Edtf(NamedTuple):
    """A date as written, and what it says. Equal and hashed by its text alone.

    Attributes:
        text: The text as given; ``str()`` gives it back unchanged.
        earliest: First possible day as ISO text (``2024-01-16``), or for a date with a time the
            text as given (``2024-01-16T04:00:00+03:30``). None where open or unknown. A year
            before 0 is written ``-0009``, one beyond four digits in full without prefix:
            ``170000002-01-01``, ``-170000002-01-01``.
        latest: Last possible day, likewise.
        begin: First second of ``earliest``, in seconds since 1970-01-01T00:00:00 UTC, proleptic
            Gregorian calendar, without leap seconds. Days, and times without a zone, are taken as
            UTC. None where ``earliest`` is None, and where it does not fit a signed 64-bit
            integer (years beyond some 292 billion), though ``earliest`` is then given.
        end: Last second of ``latest`` (inclusive: 23:59:59 of a day), likewise.
        precision: To what unit the date is known.
        qualifiers: ``uncertain`` and ``approximate``, where any part of the date is so qualified.
        qualified: Which component is qualified how: pairs of component (``year``, ``month``,
            ``season``, ``day``) and qualifier. The components of an interval are named
            ``start.year``, ``end.day``, those of a set by the member's number: ``1.year``.
        unspecified: The components with an ``X`` in them, named likewise.
    """

    text: str
    earliest: str | None
    latest: str | None
    begin: int | None
    end: int | None
    precision: Precision
    qualifiers: frozenset[str] = frozenset()
    qualified: frozenset[tuple[str, str]] = frozenset()
    unspecified: frozenset[str] = frozenset()

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, Edtf) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return self.text != other.text if isinstance(other, Edtf) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.text)

    def __str__(self) -> str:
        return self.text

    @property
    def undated(self) -> bool:
        """Whether nothing is known that would put the date on a time line.

        True of a wholly unspecified year (``XXXX``, ``XXXX-12-25``) and of an interval without
        either end.
        """
        return self.precision is Precision.UNKNOWN or (self.earliest is None and self.latest is None)
