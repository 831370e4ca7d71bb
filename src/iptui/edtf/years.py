"""A year of EDTF in its three forms: four digits, prefixed with ``Y``, and exponential.

Reads unspecified and significant digits; knows no months.
"""

from __future__ import annotations

from itertools import product

from iptui.edtf.reader import DIGITS, DIGITS_OR_X, Reader
from iptui.edtf.value import MAX_EXPONENT, Precision

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Year:
    """A year, read from where the reader stands up to its qualifier.

    Attributes:
        digits: The digits as written, with ``X`` where unspecified, without sign.
        first: Smallest year it may be.
        last: Largest year it may be.
        stated: The year as written where no digit of it is unspecified, else None.
        long: Whether it is written with ``Y``.
        negative: Whether it is written with a minus sign.
        significant: Whether it is written with a number of significant digits.

    Raises:
        EdtfError: If there is no year here.
    """

    __slots__ = ("digits", "first", "last", "long", "negative", "significant", "stated")

    def __init__(self, reader: Reader) -> None:
        start = reader.at
        self.long = bool(reader.take("Y"))
        self.negative = bool(reader.take("-"))
        digits_at = reader.at
        self.digits = reader.run(DIGITS_OR_X)
        if not self.digits:
            raise reader.unexpected("a year")
        exponent = 0
        if self.long:
            exponent = self._read_long(reader, start, digits_at)
        else:
            self._check_four(reader, start, digits_at)
        self.stated = None if "X" in self.digits else int(self.digits) * 10**exponent
        if self.stated is None:
            low, high = int(self.digits.replace("X", "0")), int(self.digits.replace("X", "9"))
            if self.negative and low == 0:
                # There is no year -0, so the smallest of these has a 1 in its last open digit.
                low = 10 ** (len(self.digits) - 1 - self.digits.rindex("X"))
        else:
            low = high = self.stated
        self.significant = bool(reader.take("S"))
        if self.significant:
            low, high = self._significant(reader)
        self.first, self.last = (-high, -low) if self.negative else (low, high)
        if self.negative and self.stated is not None:
            self.stated = -self.stated

    def _check_four(self, reader: Reader, start: int, digits_at: int) -> None:
        """Refuse a year without ``Y`` that has not exactly four digits."""
        count, digits = len(self.digits), self.digits
        if count > 4:
            reason = "a year has four digits; one of more is written with the prefix 'Y'"
            if count == 8 and not self.negative:
                reason = "write the date with hyphens, YYYY-MM-DD"
            raise reader.error(reason, digits_at + 4)
        if count < 4:
            following = reader.peek()
            reason = "a year has four digits"
            if following in ("u", "x", " "):
                raise reader.unexpected("the next digit of the year")
            if not following and "X" not in digits and count > 1:
                name = "century" if count == 2 else "decade"
                reason += f"; a {name} is written {digits}{'X' * (4 - count)}"
            raise reader.error(reason, reader.at)
        if self.negative and digits == "0000":
            raise reader.error("there is no year -0000; 0000 is the year before 0001", start)

    def _read_long(self, reader: Reader, start: int, digits_at: int) -> int:
        """Check the digits after ``Y`` and read the exponent, 0 if there is none."""
        if self.digits[0] in "0X":
            raise reader.error("a year after 'Y' begins with a digit from 1 to 9", digits_at)
        if reader.take("E"):
            if "X" in self.digits:
                raise reader.error("an exponential year takes no unspecified digits", digits_at)
            exponent_at = reader.at
            exponent = reader.positive("the exponent")
            if exponent > MAX_EXPONENT:
                raise reader.error(f"the exponent is over {MAX_EXPONENT}", exponent_at)
            return exponent
        if len(self.digits) <= 4:
            raise reader.error("a year of four digits is written without the prefix 'Y'", start)
        return 0

    def _significant(self, reader: Reader) -> tuple[int, int]:
        """Read the number of significant digits; give the least and largest size of the year."""
        if self.stated is None:
            raise reader.error("significant digits need a year without 'X'", reader.at - 1)
        count = reader.positive("the number of significant digits")
        loose = len(str(self.stated)) - count
        if self.stated == 0 or loose <= 0:
            return self.stated, self.stated
        low = self.stated // 10**loose * 10**loose
        return low, low + 10**loose - 1

    def precision(self) -> Precision:
        """Give the unit to which the year is known."""
        if self.digits == "XXXX":
            return Precision.UNKNOWN
        span = self.last - self.first + 1
        if span == 1:
            return Precision.YEAR
        for years, precision in ((10, Precision.DECADE), (100, Precision.CENTURY)):
            if span <= years:
                return precision
        return Precision.MILLENNIUM

    def every(self, *, latest_first: bool) -> Iterator[int]:
        """Go through the years it may be, where some digit is unspecified."""
        choices = DIGITS[::-1] if latest_first != self.negative else DIGITS
        for digits in product(*(choices if digit == "X" else digit for digit in self.digits)):
            year = int("".join(digits))
            if year or not self.negative:
                yield -year if self.negative else year
