"""How precise a date is on UCDP's scale, and whether two dates can have a day in common."""

from iptui.edtf.gregorian import SECONDS_A_DAY, day_number, day_of_iso
from iptui.edtf.value import Edtf

_WORST = 5


def _bounds(date: Edtf) -> tuple[int | None, int | None]:
    """Give the first and last second of a date, without the limit of 64 bits."""
    begin, end = date.begin, date.end
    if begin is None and date.earliest is not None:
        begin = day_number(*day_of_iso(date.earliest)) * SECONDS_A_DAY
    if end is None and date.latest is not None:
        end = (day_number(*day_of_iso(date.latest)) + 1) * SECONDS_A_DAY - 1
    return begin, end


def date_prec(date: Edtf) -> int:
    """Give the precision of a date on the scale of UCDP GED's variable ``date_prec``.

    Source: Högbladh, Stina, *UCDP GED Codebook* version 19.1 (Uppsala University, 2019), variable
    ``date_prec``; the limits between 3, 4 and 5 are those seen in the GED data themselves.

    Args:
        date: The date. One that is uncertain or approximate is one step worse than its bounds,
            because no exact day is then known.

    Returns:
        1 for an exact day, 2 for two to six days, 3 for a week, 4 for more than a week up to a
        month (8 to 31 days), 5 for more, and for whatever has an open or unknown end.
    """
    begin, end = _bounds(date)
    if begin is None or end is None:
        return _WORST
    days = (end - begin) // SECONDS_A_DAY + 1
    limits = (1, 6, 7, 31)
    precision = next((code for code, limit in enumerate(limits, 1) if days <= limit), _WORST)
    return min(precision + bool(date.qualifiers), _WORST)


def overlaps(one: Edtf, other: Edtf) -> bool:
    """Tell whether two dates can have a second in common.

    An open or unknown end reaches without limit, so that an undated one overlaps everything. The
    gaps within a set, and within a date with digits unspecified, are not looked at.
    """
    begin, end = _bounds(one)
    other_begin, other_end = _bounds(other)
    starts_in_time = begin is None or other_end is None or begin <= other_end
    return starts_in_time and (other_begin is None or end is None or other_begin <= end)
