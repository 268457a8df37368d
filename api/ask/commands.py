"""`interop ask …`: readable answers, or (--json) the answer as GraphQL gives it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem
from rich.console import Console

from api.ask import show
from api.ask.client import NoAnswerError, QuestionError, document, put
from graph.load import SeedError, nearest
from graph.seed_commands import EXIT_PROBLEMS, completions, ids_of, seed_option
from graph.vocabulary import Channel, Direction, EventKind, Term

__all__ = ["ask"]

EXIT_QUESTION = 2
EXIT_UNABLE = 3
Show = Callable[[Console, dict[str, Any], str], None]


_EXIT_CODES = (
    "Exit codes: 0 answered, 1 the seed has problems, 2 the question cannot be asked so, 3 the server"
    " does not answer."
)


@click.group(epilog=_EXIT_CODES)
def ask() -> None:
    """Ask the graph: a seed in this process, or a running server (--url).

    Entities are given by id, name or alias, days as 2024-05-20, 2024-05 (its last day; where a
    window begins, its first), 2024 or today.
    """


class _Word(click.ParamType[str]):
    """A word of a closed list, in small letters or capitals, with - or _."""

    def __init__(self, terms: type[Term]) -> None:
        self.terms = {term.name: term for term in terms}
        self.name = "|".join(self.terms).lower()

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "WORD"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        name = value.upper().replace("-", "_")
        if name in self.terms:
            return name
        meant = nearest(name, self.terms)
        hint = f" Did you mean {meant.lower()!r}?" if meant else ""
        words = ", ".join(self.terms).lower()
        return self.fail(f"{value!r} is not known.{hint} It is one of: {words}.", param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The words, in small letters, with what they mean."""
        words = {term.name.lower(): term.description for term in self.terms.values()}
        return completions(words, incomplete)


CHANNEL = _Word(Channel)
ENTITIES = ids_of("entity")


def _question(name: str, shown: Show) -> Callable[[Callable[..., dict[str, Any]]], Any]:
    """Make a command of a function that turns its options into variables."""

    def decorate(variables_of: Callable[..., dict[str, Any]]) -> Any:
        @ask.command(name, epilog=_EXIT_CODES)
        @seed_option
        @click.option("--url", envvar="INTEROP_URL", help="Ask this server instead of a seed.")
        @click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
        @click.option("--query", "show_query", is_flag=True, help="Print the GraphQL instead.")
        @click.option(
            "--lang", type=click.Choice(["en", "zh"]), default="en", help="Names in this language."
        )
        @wraps(variables_of)
        def command(
            folder: Path | None,
            url: str | None,
            as_json: bool,
            show_query: bool,
            lang: str,
            **options: Any,
        ) -> None:
            variables = variables_of(**options)
            if show_query:
                click.echo(document(name))
                click.echo(json.dumps(variables, ensure_ascii=False, indent=2))
                return
            data = _put(name, variables, url, folder)
            if as_json:
                click.echo(json.dumps(data, ensure_ascii=False, indent=2))
            else:
                shown(Console(highlight=False), data, lang)

        return command

    return decorate


def _put(name: str, variables: Any, url: str | None, folder: Path | None) -> dict[str, Any]:
    failed: Exception
    try:
        return put(name, variables, url=url, folder=folder)
    except QuestionError as error:
        failed, code = error, EXIT_QUESTION
    except NoAnswerError as error:
        failed, code = error, EXIT_UNABLE
    except SeedError as error:
        failed, code = error, EXIT_PROBLEMS
    click.echo(str(failed), err=True)
    sys.exit(code)


@_question("access", show.access)
@click.argument("from_", metavar="FROM", shell_complete=ENTITIES)
@click.argument("to", shell_complete=ENTITIES)
@click.option("--channel", type=CHANNEL, help="Through what, e.g. link_sharing.")
@click.option("--as-of", "as_of", default="today", show_default=True, help="The day.")
@click.option("--no-limited", is_flag=True, help="Access with limits does not count.")
def access(
    from_: str, to: str, channel: str | None, as_of: str, no_limited: bool
) -> dict[str, Any]:
    """Whether a person inside FROM can reach or use TO on a day."""
    return {
        "from": from_,
        "to": to,
        "channel": channel,
        "asOf": as_of,
        "allowLimited": not no_limited,
    }


@_question("path", show.path)
@click.argument("from_", metavar="FROM", shell_complete=ENTITIES)
@click.argument("to", shell_complete=ENTITIES)
@click.option("--as-of", "as_of", default="today", show_default=True, help="The day.")
@click.option("--channel", "channels", type=CHANNEL, multiple=True, help="Only these channels.")
@click.option("--no-limited", is_flag=True, help="Access with limits does not count.")
@click.option("--max-hops", default=6, show_default=True, help="At most so many hops.")
def path(
    from_: str, to: str, as_of: str, channels: tuple[str, ...], no_limited: bool, max_hops: int
) -> dict[str, Any]:
    """The way from FROM to TO on a day, hop by hop, or why there is none."""
    return {
        "from": from_,
        "to": to,
        "asOf": as_of,
        "channels": list(channels) or None,
        "allowLimited": not no_limited,
        "maxHops": max_hops,
    }


@_question("timeline", show.timeline)
@click.option("--entity", shell_complete=ENTITIES, help="Events that touch this entity.")
@click.option("--products/--no-products", default=False, help="And what it owns or operates.")
@click.option("--since", help="The first day.")
@click.option("--until", help="The last day.")
@click.option("--certainly", is_flag=True, help="Only what certainly lies in the window.")
@click.option("--channel", "channels", type=CHANNEL, multiple=True, help="Only these channels.")
@click.option("--kind", "kinds", type=_Word(EventKind), multiple=True, help="Only these kinds.")
@click.option(
    "--direction", "directions", type=_Word(Direction), multiple=True, help="opens, closes …"
)
@click.option("--newest-first", is_flag=True, help="Backwards.")
@click.option("--first", default=20, show_default=True, help="At most so many.")
@click.option("--after", help="Go on after this cursor.")
def timeline(
    entity: str | None,
    products: bool,
    since: str | None,
    until: str | None,
    certainly: bool,
    channels: tuple[str, ...],
    kinds: tuple[str, ...],
    directions: tuple[str, ...],
    newest_first: bool,
    first: int,
    after: str | None,
) -> dict[str, Any]:
    """What happened, in order."""
    wanted = {
        "window": {"since": since, "until": until},
        "certainly": certainly,
        "entity": entity,
        "includeProducts": products,
        "channels": list(channels) or None,
        "kinds": list(kinds) or None,
        "directions": list(directions) or None,
    }
    order = "NEWEST_FIRST" if newest_first else "OLDEST_FIRST"
    return {"filter": wanted, "order": order, "first": first, "after": after}


@_question("entity", show.entity)
@click.argument("id", metavar="ENTITY", shell_complete=ENTITIES)
@click.option("--as-of", "as_of", default="today", show_default=True, help="Links of this day.")
@click.option("--first", default=10, show_default=True, help="At most so many events.")
def entity(id: str, as_of: str, first: int) -> dict[str, Any]:
    """All about ENTITY: names, owner, products, links on a day, latest events."""
    return {"id": id, "asOf": as_of, "first": first}


@_question("search", show.search)
@click.argument("text")
@click.option(
    "--sort",
    "sorts",
    type=click.Choice(["entity", "event", "source"]),
    multiple=True,
    help="Search only these.",
)
@click.option("--first", default=10, show_default=True, help="At most so many.")
def search(text: str, sorts: tuple[str, ...], first: int) -> dict[str, Any]:
    """Find entities, events and sources by name, alias or title, in English or Chinese."""
    return {"text": text, "sorts": [sort.upper() for sort in sorts] or None, "first": first}
