"""Measures what a user waits for, against floors measured in the same run: `make bench`.

A budget is stated as a ratio to the least that the same libraries can do, since milliseconds are one machine's.
The figures are medians or percentiles; the exit code is 1 where one is beyond its budget. The results replace those in
`tests/bench/RESULTS.md`. Generated databases are kept in the user's cache. Needs a pseudo-terminal: Linux or macOS.
"""

from __future__ import annotations

import argparse
import json
import sys
from compileall import compile_dir
from hashlib import sha256
from pathlib import Path

import iptui
from bench.figures import Figure, as_json, table, write_results
from bench.generate import generate
from bench.imports import report
from bench.peers import beside, peers
from bench.runs import command_figures, explorer_figures, import_figures, question_figures, start_figures
from bench.terminal import BenchError
from iptui import resources
from iptui.store.paths import cache_folder

__all__ = ["main"]

BUNDLED = "bundled"
DEFAULT = (BUNDLED, "10000", "100000", "1000000")
PARTS = ("start", "explorer", "questions", "commands", "import", "imports")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _database(items: str, folder: Path) -> Path | None:
    """The generated database of a size, made where it is not there yet; None for the bundled crisis."""
    if items == BUNDLED:
        return None
    # Made anew when what makes it changes.
    made_by = sha256((Path(__file__).parent / "generate.py").read_bytes())
    for script in ("schema.sql", "unseal.sql", "views.sql", "seal.sql"):
        made_by.update(resources.read_text(script).encode())
    path = folder / f"{items}-{made_by.hexdigest()[:10]}.sqlite"
    if not path.exists():
        for old in folder.glob(f"{items}-*"):
            old.unlink()
        _say(f"making a database of {int(items):,} items (once) …")
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        generate(int(items), new)
        new.rename(path)
    return path


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--items", action="append", metavar="N", help=f"items, or {BUNDLED}; {', '.join(DEFAULT)}")
    parser.add_argument("--only", action="append", choices=PARTS, help="only these parts; all of them by default")
    parser.add_argument("--runs", type=int, default=9, help="starts per program (default: 9)")
    parser.add_argument("--keys", type=int, default=100, help="presses per key (default: 100)")
    parser.add_argument("--peers", action="store_true", help="other programs too, where they are installed")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--no-results", action="store_true", help="leave RESULTS.md as it is")
    arguments = parser.parse_args()
    arguments.items = arguments.items or list(DEFAULT)
    arguments.only = arguments.only or list(PARTS)
    if arguments.runs < 1 or arguments.keys < 10:
        parser.error("--runs must be at least 1, --keys at least 10")
    for each in arguments.items:
        if each != BUNDLED and not (each.isdecimal() and 100 <= int(each) <= 10_000_000):
            parser.error(f"--items {each}: neither {BUNDLED} nor a number from 100 to 10000000")
    return arguments


def _measure(arguments: argparse.Namespace, folder: Path) -> tuple[list[Figure], list[str]]:
    databases = {items: _database(items, folder) for items in arguments.items}
    labelled = {items if items == BUNDLED else f"{int(items):,}": path for items, path in databases.items()}
    found: list[Figure] = []
    if "start" in arguments.only:
        _say("starting …")
        found += start_figures(labelled, arguments.runs)
    for items, path in labelled.items():
        if "explorer" in arguments.only:
            _say(f"{items}: pressing keys …")
            found += explorer_figures(items, path, arguments.keys)
        if "questions" in arguments.only and path is not None:
            _say(f"{items}: asking …")
            found += question_figures(items, path)
        if "commands" in arguments.only:
            _say(f"{items}: running commands …")
            found += command_figures(items, path, arguments.runs, folder)
        if "import" in arguments.only and path is not None:
            _say(f"{items}: importing …")
            found += import_figures(items, path, folder)
        if arguments.peers and path is not None:
            _say(f"{items}: running other programs …")
            for each in peers(path, folder, items, arguments.runs):
                if isinstance(each, Figure):
                    found.append(each)
                else:
                    _say(each)
            found += beside(items, found)
    return found, report() if "imports" in arguments.only else []


def main() -> int:
    """Measure, print the report, return the exit code."""
    arguments = _arguments()
    # As after the first start, even where the environment keeps Python from writing any: the floors' is there.
    compile_dir(Path(iptui.__file__).parent, quiet=1)
    folder = Path(cache_folder()) / "bench"
    folder.mkdir(exist_ok=True)
    try:
        found, imports = _measure(arguments, folder)
    except BenchError as error:
        _say(f"bench: {error}")
        return 2
    print(json.dumps(as_json(found, imports), indent=1) if arguments.json else "\n".join([table(found), "", *imports]))
    if not arguments.no_results:
        write_results(found, imports)
    missed = [figure for figure in found if figure.missed]
    for figure in missed:
        _say(f"beyond its budget: {' '.join(figure.cells()[:5])}")
    return 1 if missed else 0
