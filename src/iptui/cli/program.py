"""The commands as one click program, whose modules are imported only when they are called."""

from __future__ import annotations

from importlib import import_module

import click

from iptui import __version__
from iptui.cli import COMMANDS, runner
from iptui.cli.arguments import READING
from iptui.cli.failures import USAGE
from iptui.cli.output import say, tell
from iptui.cli.shared import FilterCommand, declared

__all__ = ["program", "run"]

_SECTIONS = {
    "Read": ("list", "show", "search", "quotes", "actors", "sources", "cite"),
    "Weigh": ("disagreements", "responses", "anachronisms", "compare"),
    "Prove": ("attach", "verify"),
    "Ask in SQL": ("sql", "queries", "schema"),
    "Write your own crisis": ("check", "locate", "build", "import", "seal"),
    "The rest": ("db", "keys"),
}


class _Program(click.Group):
    """A group that knows its commands by name and imports them one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        if cmd_name in READING:
            return declared(READING[cmd_name], cmd_name, runner(cmd_name))
        found = getattr(import_module(COMMANDS[cmd_name]), f"{cmd_name}_command")
        assert isinstance(found, click.Command)
        return found

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        formatter.write_usage("iptui", "[DATABASE] [FILTER]...", prefix="Explore: ")
        formatter.write_usage("iptui", "COMMAND [ARGUMENT]...", prefix="Or:      ")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in _SECTIONS.items():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(title):
                formatter.write_dl([(name, found.get_short_help_str(80)) for name, found in commands if found])


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  iptui                                      the bundled crisis: Iran and Pakistan, January 2024
  iptui crisis.sqlite actor:iran             another database, with a filter
  iptui list actor:iran -actor:us since:2024-01-16 until:2024-01-19
  iptui search '"minor irritants"'
  iptui quotes speaker:pakistan --format csv > quotes.csv
  iptui sql 'SELECT day, conflict FROM daily'

\b
A filter: words, 'a "phrase"', and key:value, a minus before what to leave out, a comma for or:
  actor by target speaker addressee behalf kind form type mode context quad status place source
  grade about id since until on known has is basis lang

\b
Exit codes: 0 done, 1 findings or nothing found where that was the question, 2 usage,
3 bad data or database.""",
)
@click.version_option(__version__, message="iptui %(version)s")
def program() -> None:
    """Explore an international crisis: what happened, who said what, and where it is written.

    Without a command, the explorer opens in the terminal.
    """


def run(words: list[str]) -> int:
    """Run a command.

    Returns:
        Its exit code.
    """
    # Not `program.main`, which ends the process itself when the reader of a pipe has gone.
    try:
        with program.make_context("iptui", words) as context:
            code = program.invoke(context)
    except click.exceptions.NoArgsIsHelpError as error:
        tell(error.format_message())
        return USAGE
    except click.UsageError as error:
        _explain(error)
        return USAGE
    except click.ClickException as error:
        say(error.format_message())
        return error.exit_code
    except click.exceptions.Exit as error:
        return error.exit_code
    return code if isinstance(code, int) else 0


def _explain(error: click.UsageError) -> None:
    command = f"{error.ctx.command_path} --help" if error.ctx else "iptui --help"
    hint = f"{command} says more"
    if isinstance(error, click.NoSuchOption) and error.ctx and isinstance(error.ctx.command, FilterCommand):
        hint = f"a word to leave out stands after --; {hint}"
    say(f"{error.format_message().removesuffix('.')} ({hint})")
