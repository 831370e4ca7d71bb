"""The arguments of the reading commands, declared once, and a strict reader of the well-formed common case.

Nothing is imported here but the package, as these commands are over before a library for arguments would be there.
What `read` does not know (help, mistakes, abbreviations, options run together) is left to the click program, which is
made from the same declarations (`shared.declared`) and reads the same arguments as the same values; the tests hold
them together.
"""

from __future__ import annotations

from iptui.cli import VARIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, TypeAlias

    Kind: TypeAlias = Literal["text", "texts", "choice", "number", "seconds", "flag"]
    Given: TypeAlias = str | float | bool | tuple[str, ...] | None

__all__ = [
    "DATABASE",
    "FORMAT",
    "FORMATS",
    "LIMIT",
    "READING",
    "SHOW_SQL",
    "Argument",
    "Command",
    "Option",
    "encodable",
    "filter_like",
    "read",
]

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")
MOST_SECONDS = 86400
"""The longest time that a query may be given."""
_DIGITS = 15


class Option:
    """An option: the name of its value, how it is written, and what its value is.

    `kind` is `text`, `texts` (given any number of times), `choice` (one of `choices`), `number` (whole, not
    negative), `seconds` (above 0), or `flag`, which has no value.
    """

    __slots__ = ("choices", "default", "flags", "help", "kind", "metavar", "name")

    def __init__(
        self,
        name: str,
        flags: tuple[str, ...],
        kind: Kind,
        help_: str,
        *,
        metavar: str | None = None,
        default: Given = None,
        choices: tuple[str, ...] = (),
    ) -> None:
        """Declare an option."""
        self.name = name
        self.flags = flags
        self.kind = kind
        self.help = help_
        self.metavar = metavar
        self.default: Given = False if kind == "flag" else () if kind == "texts" else default
        self.choices = choices


class Argument:
    """What a command takes beside its options: one word, or any number of them, which may be a filter."""

    __slots__ = ("is_filter", "many", "metavar", "name", "required")

    def __init__(
        self, name: str, metavar: str, *, many: bool = True, required: bool = False, is_filter: bool = False
    ) -> None:
        """Declare the argument."""
        self.name = name
        self.metavar = metavar
        self.many = many
        self.required = required
        self.is_filter = is_filter


class Command:
    """A command: the function that runs it, as `module:name`, what it takes, and what it is for in one line."""

    __slots__ = ("argument", "help", "options", "runs")

    def __init__(self, runs: str, help_: str, argument: Argument, *options: Option) -> None:
        """Declare a command."""
        self.runs = runs
        self.help = help_
        self.argument = argument
        self.options = options


DATABASE = Option(
    "database",
    ("-d", "--database"),
    "text",
    f"The database; by default ${VARIABLE}, or the bundled crisis.",
    metavar="FILE",
)
FORMAT = Option(
    "form",
    ("-f", "--format"),
    "choice",
    "table (the default) and md are for people; json, jsonl, csv and tsv give every column, exactly.",
    default="table",
    choices=FORMATS,
)
LIMIT = Option("limit", ("-n", "--limit"), "number", "At most so many rows.", metavar="N")
SHOW_SQL = Option("as_sql", ("--sql",), "flag", "Print the SQL instead; sqlite3 gives the same rows for it.")
_BY_TIME = Option("by_time", ("-t", "--time"), "flag", "In time order instead of the best first.")
_PARAMETER = Option("given", ("-p", "--parameter"), "texts", "A value for :NAME in the query.", metavar="NAME=VALUE")
_TIMEOUT = Option(
    "timeout", ("--timeout",), "seconds", "Stop the query after so long.", metavar="SECONDS", default=10.0
)
_QUERY_TEXT = Option("as_sql", ("--sql",), "flag", "Print the text of the query instead.")

READING = {
    "list": Command(
        "iptui.cli.reading:list_items",
        "Events and statements in time order.",
        Argument("words", "[FILTER]...", is_filter=True),
        DATABASE,
        FORMAT,
        LIMIT,
        SHOW_SQL,
    ),
    "show": Command(
        "iptui.cli.records:show",
        "All that is known of an event, statement, source or actor.",
        Argument("ids", "ID...", required=True),
        DATABASE,
        FORMAT,
        SHOW_SQL,
    ),
    "search": Command(
        "iptui.cli.reading:search",
        "Items with certain words, the best first.",
        Argument("words", "WORDS...", required=True, is_filter=True),
        _BY_TIME,
        DATABASE,
        FORMAT,
        LIMIT,
        SHOW_SQL,
    ),
    "quotes": Command(
        "iptui.cli.quotes:quotes",
        "Who said what, in the exact words.",
        Argument("words", "[FILTER]...", is_filter=True),
        Option("paraphrases", ("-a", "--all"), "flag", "Paraphrases too."),
        DATABASE,
        FORMAT,
        LIMIT,
        SHOW_SQL,
    ),
    "sql": Command(
        "iptui.cli.query:ask",
        "Ask in SQL, or a named query; nothing can be changed.",
        Argument("query", "QUERY|NAME|-", many=False, required=True),
        _PARAMETER,
        _TIMEOUT,
        _QUERY_TEXT,
        DATABASE,
        FORMAT,
        LIMIT,
    ),
}
"""The commands that are declared here, by name."""


def encodable(text: str) -> str:
    """An argument that is to be looked up, without the bytes in it that are no text: they stand for nothing."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def filter_like(word: str) -> bool:
    """Whether a word that begins with a minus is a term of a filter (`-actor:us`), not an option."""
    if not word.startswith("-") or word.startswith("--"):
        return False
    if word[1:2] in ('"', "“", "„", "«"):
        return True
    key, colon, _value = word[1:].partition(":")
    return bool(colon) and key.replace("_", "").replace("-", "").isalpha()


def read(command: Command, words: Sequence[str]) -> dict[str, Given] | None:
    """The values of a command's options and argument, by name; None where click is to look at the words.

    Args:
        command: what is called.
        words: what stands after its name.
    """
    flags = {flag: option for option in command.options for flag in option.flags}
    found = {option.name: option.default for option in command.options}
    rest: list[str] = []
    left = iter(words)
    for word in left:
        if word == "--":
            rest += left
        elif word[:1] != "-" or word == "-" or (command.argument.is_filter and filter_like(word)):
            rest.append(word)
        else:
            flag, value = _parted(word, flags)
            option = flags.get(flag)
            if option is None or (option.kind == "flag" and value is not None):
                return None
            if option.kind == "flag":
                found[option.name] = True
                continue
            if value is None:
                value = next(left, "-")
                if value[:1] == "-":
                    return None
            read_value = _value(option, value, found[option.name])
            if read_value is None:
                return None
            found[option.name] = read_value
    argument = command.argument
    if (argument.required and not rest) or (not argument.many and len(rest) != 1):
        return None
    if argument.is_filter:
        rest = list(map(encodable, rest))
    found[argument.name] = tuple(rest) if argument.many else rest[0]
    return found


def _parted(word: str, flags: dict[str, Option]) -> tuple[str, str | None]:
    """The option and the value in one word: `--format=csv`, `-fcsv`; the value None where it is none of its own."""
    if word.startswith("--"):
        flag, sign, value = word.partition("=")
        return flag, value if sign else None
    option = flags.get(word[:2])
    if len(word) > 2 and option is not None and option.kind != "flag":
        return word[:2], word[2:]
    return word, None


def _value(option: Option, text: str, before: Given) -> Given:
    """A value as its option has it; None where click is to look at it."""
    if option.kind == "texts":
        assert isinstance(before, tuple)
        return (*before, text)
    if option.kind == "choice":
        return text if text in option.choices else None
    if option.kind == "text":
        return text
    whole, _, part = text.partition(".")
    if not (whole + part).isascii() or not whole.isdigit() or len(text) > _DIGITS:
        return None
    if option.kind == "number":
        return int(whole) if whole == text else None
    seconds = float(text) if part.isdigit() or whole == text else 0.0
    return seconds if 0 < seconds <= MOST_SECONDS else None
