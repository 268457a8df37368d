"""Answers as people read them at a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

__all__ = ["access", "entity", "path", "search", "timeline"]

Answer = dict[str, Any]
_STYLES = {"CERTAIN": "green", "POSSIBLE": "yellow", "BLOCKED": "red", "UNKNOWN": "dim"}


def _text(text: Answer | None, lang: str) -> str:
    """A bilingual text in one language, or in English where it has no other."""
    return "" if text is None else escape(text.get(lang) or text["en"])


def _name(thing: Answer, lang: str) -> str:
    return _text(thing["name"], lang)


def _word(word: str | None) -> str:
    return (word or "").replace("_", " ").lower()


def _verdict(verdict: str) -> str:
    return f"[bold {_STYLES[verdict]}]{verdict}[/]"


def _days(interval: Answer | None) -> str:
    """A half-open run of days, as people write it: with its last day left out, as `until` says."""
    if interval is None:
        return "–"
    return f"{interval['since'] or 'always'} until {interval['until'] or 'further notice'}"


def _sources(console: Console, sources: Iterable[Answer]) -> None:
    each = {source["id"]: source for source in sources}
    for source in each.values():
        address = f" <{escape(source['url'])}>" if source["url"] else ""
        console.print(
            f"  source {source['id']}: {escape(source['title'])}{address}", soft_wrap=True
        )


def _table(*columns: str, title: str | None = None) -> Table:
    """A plain table; dates and ids stay in one piece, so that they can be copied."""
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold", no_wrap=name in ("date", "id"))
    return table


def _beyond(console: Console, answer: Answer) -> None:
    if answer["beyondRecord"]:
        console.print("[yellow]This day is after the last one that the seed claims to know.[/]")


def access(console: Console, data: Answer, lang: str) -> None:
    """An answer on access: the verdict, then a row for each channel."""
    answer = data["access"]
    console.print(
        f"{_name(answer['from'], lang)} → {_name(answer['to'], lang)} on {answer['asOf']}: "
        f"{_verdict(answer['verdict'])}"
    )
    _beyond(console, answer)
    rows = [answer] if answer["channel"] else answer["channels"]
    if not rows:
        console.print("Nothing is on record; that is not a refusal.")
        return
    table = _table("channel", "verdict", "access", "decided by", "certain", "possible")
    for row in rows:
        nothing = ["nothing yet"] if row["nothing"] else []
        deciding = [
            f"{_text(c['event']['title'], lang)} ({c['event']['date']['text']})"
            for c in row["candidates"]
        ]
        table.add_row(
            _word(row["channel"]),
            _verdict(row["verdict"]),
            " or ".join([_word(a) for a in row["accesses"]] + nothing),
            "\n".join(dict.fromkeys(deciding)),
            _days(row["certainDuring"]),
            _days(row["possibleDuring"]),
        )
    console.print(table)
    for row in rows:
        for limit in row["limits"]:
            console.print(f"  limit ({_word(row['channel'])}): {_text(limit, lang)}")
        for earlier in row["earlierThatDay"]:
            title = _text(earlier["event"]["title"], lang)
            console.print(f"  earlier that day: {title} ({_word(earlier['access'])})")
    _sources(console, (source for row in rows for source in row["sources"]))


def path(console: Console, data: Answer, lang: str) -> None:
    """A path in a table, or the nearest miss in sentences."""
    answer = data["path"]
    start, end = _name(answer["from"], lang), _name(answer["to"], lang)
    console.print(f"{start} → {end} on {answer['asOf']}: {_verdict(answer['verdict'])}")
    _beyond(console, answer)
    if not answer["complete"]:
        console.print("[yellow]The search stopped before it had looked everywhere.[/]")
    if not answer["found"]:
        _miss(console, answer, lang)
        return
    if not answer["hops"]:
        console.print("It is the same: no hop is needed.")
        return
    table = _table("hop", "from", "through", "to", "verdict", "events")
    for number, hop in enumerate(answer["hops"], 1):
        events = [f"{_text(e['title'], lang)} ({e['date']['text']})" for e in hop["events"]]
        table.add_row(
            str(number),
            _name(hop["from"], lang),
            _word(hop["channel"]),
            _name(hop["to"], lang),
            _verdict(hop["verdict"]),
            "\n".join(events),
        )
    console.print(table)
    console.print(f"So it stays: {_days(answer['validDuring'])}.")
    for hop in answer["hops"]:
        for limit in hop["limits"]:
            console.print(f"  limit ({_word(hop['channel'])}): {_text(limit, lang)}")
    _sources(console, (source for hop in answer["hops"] for source in hop["sources"]))


_REASONS = {
    "NOT_YET": "does not pass yet",
    "ENDED": "has ended",
    "BLOCKED": "is blocked",
    "LIMITED": "passes with limits only",
    "WRONG_WAY": "is on record in the opposite direction only",
}


def _miss(console: Console, answer: Answer, lang: str) -> None:
    console.print("No path is on record.")
    miss = answer["nearestMiss"]
    if miss:
        way = " → ".join(_name(node, lang) for node in miss["nodes"])
        hop = f"{_name(miss['from'], lang)} → {_name(miss['to'], lang)}"
        console.print(f"Nearest miss: {way}")
        later = f", it passes from {miss['passesFrom']}" if miss["passesFrom"] else ""
        console.print(f"  {hop} by {_word(miss['channel'])} {_REASONS[miss['reason']]}{later}.")
        for event in miss["events"]:
            console.print(f"  {_text(event['title'], lang)} ({event['date']['text']})")
    days = {
        "first day with a possible path": answer["firstPossibleDay"],
        "first day with a certain path": answer["firstCertainDay"],
        "last day with a possible path": answer["lastPossibleDay"],
        "last day with a certain path": answer["lastCertainDay"],
    }
    for label, day in days.items():
        if day:
            console.print(f"  {label}: {day}")


def timeline(console: Console, data: Answer, lang: str) -> None:
    """A timeline, a row for each event."""
    answer = data["timeline"]
    table = _table("date", "event", "direction", "channels", "id")
    for edge in answer["edges"]:
        event = edge["node"]
        mark = "" if edge["inWindow"] == "CERTAIN" else " (possibly)"
        table.add_row(
            escape(event["date"]["text"]) + mark,
            _text(event["title"], lang),
            _word(event["direction"]),
            ", ".join(_word(channel) for channel in event["channels"]),
            event["id"],
        )
    console.print(table)
    console.print(f"{len(answer['edges'])} of {answer['totalCount']} events.")
    if answer["pageInfo"]["hasNextPage"]:
        console.print(f"Go on with --after {answer['pageInfo']['endCursor']}", soft_wrap=True)


def entity(console: Console, data: Answer, lang: str) -> None:
    """All about an entity."""
    found = data["entity"]
    names = " · ".join(filter(None, [found["name"]["en"], found["name"]["zh"]]))
    console.print(f"[bold]{escape(names)}[/] ({_word(found['kind'])}, id {found['id']})")
    if found["description"]:
        console.print(_text(found["description"], lang))
    if found["aliases"]:
        console.print(f"Also: {escape(', '.join(found['aliases']))}")
    for relation in [*found["owners"], *found["products"]]:
        doubt = " (unverified)" if relation["unverified"] else ""
        ends = f"{_name(relation['subject'], lang)} {_word(relation['kind'])}"
        console.print(f"  {ends} {_name(relation['entity'], lang)}{doubt}")
    links = _table("from", "through", "to", "verdict", "during", title="Links on the day")
    for link in found["links"]["nodes"]:
        links.add_row(
            _name(link["origin"], lang),
            _word(link["channel"]),
            _name(link["destination"], lang),
            _verdict(link["verdict"]),
            _days(link["during"]),
        )
    if found["links"]["nodes"]:
        console.print(links)
    title = f"Latest of {found['timeline']['totalCount']} events"
    latest = _table("date", "event", "id", title=title)
    for event in found["timeline"]["nodes"]:
        latest.add_row(escape(event["date"]["text"]), _text(event["title"], lang), event["id"])
    console.print(latest)
    _said(console, found, lang)


def _said(console: Console, found: Answer, lang: str) -> None:
    """Figures and statements about an entity."""
    for figure in found["figures"]:
        operator = {"MORE_THAN": "> ", "ABOUT": "~ ", "EQUAL": ""}[figure["operator"]]
        notes = [f"corrected by {figure['supersededBy']['id']}"] if figure["supersededBy"] else []
        notes += ["unverified"] if figure["unverified"] else []
        note = f" ({', '.join(notes)})" if notes else ""
        value = f"{operator}{figure['value']} {escape(figure['unit'])}"
        console.print(f"  {_word(figure['metric'])} {figure['period']['text']}: {value}{note}")
    for statement in found["statements"]:
        speaker = statement["speaker"]
        who = _name(speaker, lang) if speaker else _text(statement["speakerName"], lang)
        said = statement["said"]["text"] if statement["said"] else "undated"
        console.print(f"  {who} ({said}): {_text(statement['summary'], lang)}")


def search(console: Console, data: Answer, lang: str) -> None:
    """Search results, best first."""
    answer = data["search"]
    table = _table("what", "name or title", "matched", "score", "id")
    for edge in answer["edges"]:
        node = edge["node"]
        text = node.get("name") or node.get("title")
        shown = _text(text, lang) if text else escape(node["sourceTitle"])
        table.add_row(
            _word(node["__typename"]),
            shown,
            escape(edge["matched"]),
            str(edge["score"]),
            node["id"],
        )
    if not answer["edges"]:
        console.print("Nothing answers to that.")
        return
    console.print(table)
    console.print(f"{len(answer['edges'])} of {answer['totalCount']} results.")
