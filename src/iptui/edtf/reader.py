"""A cursor over the characters of a date, and the words for what does not belong there.

Knows the alphabet of EDTF and the habits of people who write other formats; knows no dates.
"""

from iptui.edtf.value import EdtfError

DIGITS = "0123456789"
DIGITS_OR_X = "0123456789X"

_FOREIGN = {
    "(": "parentheses are of the 2012 draft; put the qualifier before or after the component",
    ")": "parentheses are of the 2012 draft; put the qualifier before or after the component",
    "u": "an unspecified digit is written with an upper-case 'X'",
    "x": "an unspecified digit is written with an upper-case 'X'",
    "y": "the prefix of a long year is an upper-case 'Y'",
    "e": "the sign of an exponent is an upper-case 'E'",
    "p": "significant digits are marked with 'S'",
    "s": "significant digits are marked with an upper-case 'S'",
    "t": "date and time are parted by an upper-case 'T'",
    "z": "UTC is an upper-case 'Z'",
    "^": "a season takes no name after it",
    ",": "a list of dates stands in brackets",
    "[": "a set stands alone; it is no part of a date or interval",
    "{": "a set stands alone; it is no part of a date or interval",
    "?": "two qualifiers in a row; uncertain and approximate together is '%'",
    "~": "two qualifiers in a row; uncertain and approximate together is '%'",
    "%": "two qualifiers in a row; uncertain and approximate together is '%'",
    "+": "a date has no plus sign",
}


def foreign(character: str) -> str:
    """Say why a character cannot stand where it stands."""
    if character.isspace():
        return "no space may stand in a date"
    return _FOREIGN.get(character, f"unexpected {character!a}")


class Reader:
    """A cursor over ``text[at:stop]``. Positions are those of the whole text.

    Attributes:
        text: The whole text.
        at: Index of the next character.
        stop: Index after the last character that may be read.
    """

    __slots__ = ("at", "stop", "text")

    def __init__(self, text: str, at: int, stop: int) -> None:
        self.text = text
        self.at = at
        self.stop = stop

    def peek(self) -> str:
        """Give the next character, or an empty text at the end."""
        return self.text[self.at] if self.at < self.stop else ""

    def take(self, characters: str) -> str:
        """Give the next character and pass it, if it is one of these; else an empty text."""
        if self.at < self.stop and self.text[self.at] in characters:
            self.at += 1
            return self.text[self.at - 1]
        return ""

    def run(self, characters: str) -> str:
        """Give the longest run of these characters from here, and pass it."""
        start = self.at
        while self.at < self.stop and self.text[self.at] in characters:
            self.at += 1
        return self.text[start : self.at]

    def number(self, name: str, highest: int) -> int:
        """Read a number of two digits, such as an hour.

        Args:
            name: What it is, for the error.
            highest: The largest it may be.

        Raises:
            EdtfError: If there are not two digits here, or they are more than that.
        """
        start = self.at
        digits = self.run(DIGITS)
        if len(digits) != 2:
            raise self.error(f"the {name} is written with two digits", start)
        if int(digits) > highest:
            raise self.error(f"there is no {name} {digits}", start)
        return int(digits)

    def positive(self, name: str) -> int:
        """Read a positive integer without leading zeros.

        Raises:
            EdtfError: If there is none here.
        """
        start = self.at
        digits = self.run(DIGITS)
        if not digits or digits[0] == "0":
            raise self.error(f"{name} must be a positive integer without leading zeros", start)
        return int(digits)

    def error(self, reason: str, position: int | None = None) -> EdtfError:
        """Make the error for this text, here or at the position given."""
        return EdtfError(reason, self.text, self.at if position is None else position)

    def unexpected(self, expected: str) -> EdtfError:
        """Make the error for the next character, or for the text ending here."""
        character = self.peek()
        if not character:
            return self.error(f"the text ends where {expected} should follow")
        return self.error(f"{expected} should stand here: {foreign(character)}")
