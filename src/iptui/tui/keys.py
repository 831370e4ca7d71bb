"""The one table of commands: bindings, footer, help, palette, README and the user's keymap all come from it.

Nothing here does anything; an action is carried out by the widget or screen that has a method of its name.
Textual is imported only to make bindings, so that the command line can print this table without it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final, NamedTuple

    from textual.binding import BindingType
else:
    from iptui.tuples import NamedTuple

__all__ = ["COMMANDS", "GROUPS", "Command", "bindings", "footer", "markdown", "named", "picked", "shown"]


class Command(NamedTuple):
    """Something the explorer can do.

    Attributes:
        id: stable name, for a user's keymap.
        keys: Textual's names of the keys.
        action: Textual's action, without the namespace.
        label: one or two words, for the footer.
        group: heading in the help.
        help: one line that says what it does.
        scope: `explorer` for the whole screen, `list` for any pane, or the pane, which then comes first.
        palette: whether the palette offers it: what makes sense without a cursor in a list.
    """

    id: str
    keys: tuple[str, ...]
    action: str
    label: str
    group: str
    help: str
    scope: str = "explorer"
    palette: bool = True


_MOVE, _FIND, _ACTORS, _READ, _LOOK, _PROGRAM = "Moving", "Finding", "Actors", "Reading", "Looking", "Program"
_SOURCE = "Reading a source"
_VIEWS, _ALL_SOURCES, _LANES = "Views", "Sources", "Lanes"
GROUPS: Final = (_MOVE, _VIEWS, _LANES, _FIND, _ACTORS, _READ, _SOURCE, _ALL_SOURCES, _LOOK, _PROGRAM)

COMMANDS: Final[tuple[Command, ...]] = (
    Command("move.down", ("j", "down"), "down", "down", _MOVE, "next line", "list", palette=False),
    Command("move.up", ("k", "up"), "up", "up", _MOVE, "previous line", "list", palette=False),
    Command("move.half-down", ("ctrl+d",), "half_down", "½ down", _MOVE, "half a page down", "list", palette=False),
    Command("move.half-up", ("ctrl+u",), "half_up", "½ up", _MOVE, "half a page up", "list", palette=False),
    Command("move.page-down", ("pagedown",), "page_down", "page", _MOVE, "a page down", "list", palette=False),
    Command("move.page-up", ("pageup",), "page_up", "page", _MOVE, "a page up", "list", palette=False),
    Command("move.first", ("g", "home"), "first", "top", _MOVE, "first line", "list", palette=False),
    Command("move.last", ("G", "end"), "last", "end", _MOVE, "last line", "list", palette=False),
    Command("day.previous", ("left_square_bracket",), "day(-1)", "day", _MOVE, "previous date"),
    Command("day.next", ("right_square_bracket",), "day(1)", "day", _MOVE, "next date"),
    Command(
        "date.go", ("t",), "go_to_date", "date", _MOVE,
        "go to a date: 19 jan, next day, +3d, 2024-01-16, Jan 2024",
    ),
    Command("pane.left", ("h",), "pane(-1)", "pane", _MOVE, "pane to the left", palette=False),
    Command("pane.right", ("l",), "pane(1)", "pane", _MOVE, "pane to the right", palette=False),
    Command("pane.next", ("tab",), "pane_round(1)", "pane", _MOVE, "next pane", palette=False),
    Command("pane.previous", ("shift+tab",), "pane_round(-1)", "pane", _MOVE, "previous pane", palette=False),
    Command("view.timeline", ("1",), "centre('timeline')", "timeline", _VIEWS, "timeline: what happened in what order"),
    Command(
        "view.lanes", ("2",), "centre('lanes')", "lanes", _VIEWS,
        "lanes: a row per actor on the axis of the time strip",
    ),
    Command(
        "view.ladder", ("3",), "centre('ladder')", "ladder", _VIEWS,
        "ladder: who answered whom, scores, plans and what became of them",
    ),
    Command(
        "view.disagreements", ("4",), "centre('disagreements')", "accounts", _VIEWS,
        "disagreements: where the accounts differ and agree, at this event",
    ),
    Command(
        "view.anachronisms", ("A",), "anachronisms", "anachronisms", _VIEWS,
        "what contradicts the calendar or the offices",
    ),
    Command(
        "view.turn", ("v",), "turn_view", "turn", _VIEWS,
        "the other layout: ladder as tree or in columns, accounts by source or by claimant",
    ),
    Command(
        "view.single", ("o",), "single", "told once", _VIEWS,
        "in the disagreements: what only one source says, too",
    ),
    Command(
        "board.open", ("enter",), "open", "open", _VIEWS,
        "ladder: read the item; disagreements: to the event, or to the marked passage", "board", palette=False,
    ),
    Command(
        "claim.next", ("right",), "part(1)", "mark", _VIEWS, "mark the next claim of the property", "disagreements",
        palette=False,
    ),
    Command(
        "claim.previous", ("left",), "part(-1)", "mark before", _VIEWS, "mark the claim before", "disagreements",
        palette=False,
    ),
    Command(
        "conflict.next", ("c",), "contradiction(1)", "conflict", _VIEWS,
        "next contradiction: ≠ accounts that cannot all be true, or ! an anachronism", "disagreements", palette=False,
    ),
    Command(
        "conflict.previous", ("C",), "contradiction(-1)", "conflict before", _VIEWS, "contradiction before",
        "disagreements", palette=False,
    ),
    Command(
        "lane.next", ("full_stop",), "item(1)", "item", _LANES, "next item of the lane", "lanes", palette=False,
    ),
    Command(
        "lane.previous", ("comma",), "item(-1)", "item", _LANES, "previous item of the lane", "lanes", palette=False,
    ),
    Command(
        "lane.next-bar", ("greater_than_sign",), "bar(1)", "cell", _LANES,
        "first item of the next cell that has any", "lanes", palette=False,
    ),
    Command(
        "lane.previous-bar", ("less_than_sign",), "bar(-1)", "cell", _LANES,
        "first item of the cell before", "lanes", palette=False,
    ),
    Command(
        "lane.open", ("enter",), "open", "read", _LANES,
        "read the selected item, or the nearest of the lane", "lanes", palette=False,
    ),
    Command(
        "lane.cycle", ("space",), "cycle", "filter", _LANES,
        "only this actor [+], without it [-], either", "lanes", palette=False,
    ),
    Command(
        "lane.unfold", ("right",), "unfold", "open", _LANES, "open a branch: a lane for each below", "lanes",
        palette=False,
    ),
    Command(
        "lane.fold", ("left",), "fold", "close", _LANES, "close a branch, or to the lane above", "lanes",
        palette=False,
    ),
    Command(
        "search", ("slash",), "search", "search", _FIND,
        'search as you type: words, "a phrase", actor:iran, since:2024-01-16 …',
    ),
    Command("match.next", ("n",), "match(1)", "next match", _FIND, "next match of the last search"),
    Command("match.previous", ("N",), "match(-1)", "match before", _FIND, "previous match of the last search"),
    Command("filter.clear", ("X",), "clear_filter", "clear filter", _FIND, "show everything again"),
    Command("actors.show", ("f",), "actors", "actors", _ACTORS, "to the actors and back"),
    Command(
        "actors.cycle", ("space", "enter"), "cycle", "filter", _ACTORS,
        "only this actor [+], without it [-], either", "actors", palette=False,
    ),
    Command(
        "actors.find", ("slash",), "find", "find actor", _ACTORS, "find an actor by any spelling", "actors",
        palette=False,
    ),
    Command(
        "actors.clear", ("c",), "clear", "clear", _ACTORS, "take every actor out of the filter", "actors",
        palette=False,
    ),
    Command(
        "actors.fold", ("left",), "fold", "fold", _ACTORS, "close a branch, or to the branch above", "actors",
        palette=False,
    ),
    Command(
        "actors.unfold", ("right",), "unfold", "unfold", _ACTORS, "open a branch", "actors",
        palette=False,
    ),
    Command("open", ("enter",), "open", "read", _READ, "read the item in the detail pane", "timeline", palette=False),
    Command(
        "follow", ("enter",), "follow", "follow", _READ, "follow the marked link", "detail",
        palette=False,
    ),
    Command(
        "back", ("backspace",), "back", "back", _READ, "back to the item that a link was followed from",
    ),
    Command(
        "copy", ("y",), "copy", "copy", _READ, "copy the quote with its full citation"
    ),
    Command("equivalent", ("S",), "equivalent", "as command", _READ, "this view as a command line"),
    Command("source.read", ("r",), "read_source", "source", _READ, "read it in its source, with your copy of the text"),
    Command(
        "reader.next", ("n",), "next(1)", "next passage", _SOURCE,
        "next passage; after a search the next match", "reader", palette=False,
    ),
    Command(
        "reader.previous", ("N",), "next(-1)", "passage before", _SOURCE,
        "previous passage; after a search the previous match", "reader", palette=False,
    ),
    Command(
        "reader.passage-next", ("right_square_bracket",), "passage(1)", "next passage", _SOURCE,
        "next passage, whatever is searched for", "reader", palette=False,
    ),
    Command(
        "reader.passage-previous", ("left_square_bracket",), "passage(-1)", "passage before", _SOURCE,
        "previous passage, whatever is searched for", "reader", palette=False,
    ),
    Command(
        "reader.use", ("tab",), "use(1)", "mark next", _SOURCE,
        "mark the next thing that the passage supports", "reader", palette=False,
    ),
    Command(
        "reader.use-before", ("shift+tab",), "use(-1)", "mark before", _SOURCE,
        "mark the thing before it", "reader", palette=False,
    ),
    Command(
        "reader.open", ("enter",), "open", "go there", _SOURCE, "to the marked event or statement, in the explorer",
        "reader", palette=False,
    ),
    Command("reader.search", ("slash",), "search", "search", _SOURCE, "search in the text", "reader", palette=False),
    Command(
        "reader.copy", ("y",), "copy", "copy", _SOURCE, "copy the passage's words with a full citation", "reader",
        palette=False,
    ),
    Command(
        "reader.notes", ("m",), "notes", "notes", _SOURCE, "show or hide what the passages support", "reader",
        palette=False,
    ),
    Command(
        "reader.close", ("escape", "q", "backspace"), "close", "back", _SOURCE,
        "end the search, or back to the explorer", "reader", palette=False,
    ),
    Command(
        "sources", ("s",), "sources", "sources", _ALL_SOURCES,
        "all sources: their grades and why, what only one reports, two side by side",
    ),
    Command(
        "sources.filter", ("space",), "filter_source", "filter", _ALL_SOURCES,
        "only what it tells [+], only what it leaves out [-], either", "sources", palette=False,
    ),
    Command(
        "sources.compare", ("m",), "compare_source", "compare", _ALL_SOURCES,
        "choose it, then another: the two side by side", "sources", palette=False,
    ),
    Command("sources.page", ("enter",), "read_page", "read", _ALL_SOURCES, "to its page", "sources", palette=False),
    Command(
        "sources.pane", ("tab", "h", "l"), "other_pane", "other pane", _ALL_SOURCES,
        "from the list to the page, and back", "sources-screen", palette=False,
    ),
    Command(
        "sources.clear", ("c", "X"), "clear_sources", "clear", _ALL_SOURCES, "take every source out of the filter",
        "sources-screen", palette=False,
    ),
    Command(
        "sources.close", ("escape", "q", "s"), "close_sources", "back", _ALL_SOURCES,
        "back: from the page, from the comparison, to the explorer", "sources-screen", palette=False,
    ),
    Command(
        "known.on", ("K",), "known_on", "as known", _LOOK,
        "as known on a day: ← → go through the days of publication",
    ),
    Command("zoom.pane", ("z",), "maximise", "maximise", _LOOK, "this pane alone, and back"),
    Command("strip.in", ("plus", "equals_sign"), "strip(1)", "zoom in", _LOOK, "zoom into the time strip"),
    Command("strip.out", ("minus",), "strip(-1)", "zoom out", _LOOK, "zoom out of the time strip"),
    Command("strip.reset", ("0",), "strip(0)", "the crisis", _LOOK, "the time strip as it was"),
    Command("theme", ("ctrl+t",), "theme", "theme", _LOOK, "next theme: dark, light, high contrast, 16 colours"),
    Command(
        "escape", ("escape",), "escape", "back", _PROGRAM, "one level back: close, unfilter",
        palette=False,
    ),
    Command(
        "help", ("question_mark", "f1"), "help", "help", _PROGRAM, "this help"
    ),
    Command("palette", ("ctrl+p",), "palette", "commands", _PROGRAM, "find a command by its name", palette=False),
    Command(
        "reopen", ("ctrl+r",), "app.reopen", "reopen", _PROGRAM,
        "open the file anew, as it is now: after another program has changed it",
    ),
    Command("suspend", ("ctrl+z",), "app.suspend_process", "suspend", _PROGRAM, "to the shell; fg comes back"),
    Command("quit", ("q", "ctrl+q"), "app.quit", "quit", _PROGRAM, "quit"),
)  # fmt: skip

_FOOTERS: Final = {
    "timeline": ("search", "date.go", "day.next", "actors.show", "copy", "help", "quit"),
    "actors": ("actors.cycle", "actors.find", "actors.clear", "actors.unfold", "escape", "help", "quit"),
    "detail": ("follow", "back", "copy", "search", "zoom.pane", "help", "quit"),
    "lanes": ("lane.next", "lane.open", "lane.cycle", "lane.unfold", "strip.in", "help", "quit"),
    "ladder": ("board.open", "view.turn", "view.timeline", "view.disagreements", "search", "help", "quit"),
    "disagreements": ("board.open", "conflict.next", "claim.next", "view.turn", "view.single", "help", "quit"),
    "sources": (
        "sources.page",
        "sources.filter",
        "sources.compare",
        "sources.pane",
        "sources.clear",
        "help",
        "sources.close",
    ),
    "reader": ("reader.next", "reader.open", "reader.use", "reader.search", "reader.copy", "help", "reader.close"),
}

_SIGNS = {
    "down": "↓", "up": "↑", "left": "←", "right": "→", "slash": "/", "question_mark": "?",
    "left_square_bracket": "[", "right_square_bracket": "]", "plus": "+", "minus": "-", "equals_sign": "=",
    "comma": ",", "full_stop": ".", "less_than_sign": "<", "greater_than_sign": ">",
    "escape": "esc", "pagedown": "pgdn", "pageup": "pgup", "space": "space", "f1": "F1",
}  # fmt: skip


def named(id_: str) -> Command:
    """The command of a name.

    Raises:
        KeyError: when there is none.
    """
    for command in COMMANDS:
        if command.id == id_:
            return command
    raise KeyError(id_)


def shown(key: str) -> str:
    """A key as it is shown: `/` for `slash`, `^d` for `ctrl+d`."""
    if key in _SIGNS:
        return _SIGNS[key]
    return key.replace("ctrl+", "^")


def bindings(*scopes: str) -> list[BindingType]:
    """Textual's bindings of some scopes."""
    from textual.binding import Binding

    return [
        Binding(",".join(command.keys), command.action, command.label, show=False, id=command.id)
        for command in COMMANDS
        if command.scope in scopes
    ]


def moves() -> frozenset[str]:
    """The keys that move in a list: they may be held, so that they are not waited for one by one."""
    return frozenset(key for command in COMMANDS if command.scope == "list" for key in command.keys)


def picked(*ids: str) -> list[BindingType]:
    """Textual's bindings of some commands by name, for a screen of its own that has them too."""
    from textual.binding import Binding

    return [
        Binding(",".join(command.keys), command.action, command.label, show=False, id=command.id)
        for command in map(named, ids)
    ]


def footer(pane: str, width: int) -> list[tuple[str, str]]:
    """The keys (as shown) and labels for the footer of a pane: at most seven, and only what fits the width.

    The last two, help and quit, stay whatever the width.
    """
    chosen = [named(id_) for id_ in _FOOTERS[pane]]
    pairs = [(shown(command.keys[0]), command.label) for command in chosen]
    pairs = [({"]": "[ ]", ".": ", ."}.get(key, key), label) for key, label in pairs]
    head, tail = pairs[:-2], pairs[-2:]

    def cells(found: list[tuple[str, str]]) -> int:
        return sum(len(key) + len(label) + 3 for key, label in found)

    while head and cells(head + tail) > width:
        head.pop()
    return head + tail


def rows() -> Iterator[tuple[str, list[Command]]]:
    """Every group with its commands."""
    for group in GROUPS:
        yield group, [command for command in COMMANDS if command.group == group]


_WHERE = {
    "explorer": "", "list": "", "timeline": "timeline", "actors": "actors", "detail": "detail", "reader": "source",
    "lanes": "lanes", "board": "", "disagreements": "disagreements", "sources": "sources", "sources-screen": "sources",
}  # fmt: skip


def where(command: Command) -> str:
    """The only pane in which a command works, or an empty text."""
    return _WHERE[command.scope]


def markdown() -> str:
    """The table as Markdown, for the README and `iptui keys`."""
    lines: list[str] = []
    for group, commands in rows():
        lines += [f"### {group}", "", "| keys | what it does |", "|---|---|"]
        for command in commands:
            keys = " ".join(f"`{shown(key)}`" for key in command.keys)
            place = f" (in the {where(command)} pane)" if where(command) else ""
            help_text = command.help.replace("|", "\\|")
            lines.append(f"| {keys} | {help_text}{place} |")
        lines.append("")
    return "\n".join(lines)
