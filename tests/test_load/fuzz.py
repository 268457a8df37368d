"""Seeds that somebody, or something, has spoilt: the same ones on every run, and what must hold.

`python -m tests.test_load.fuzz 10000` tries so many and prints what came of them. Every case is made of
its number alone, so that one that fails can be made again: `python -m tests.test_load.fuzz 1 4711`.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from graph.load import (
    SeedError,
    checked_folder,
    digest,
    load_seed,
    packaged_seed_folder,
    seed_lines,
)
from graph.store import NetworkXStore
from graph.tables import TableError, imported, read_tables, sheets_of
from tests.test_load.small_seed import FILES, write

__all__ = ["Outcome", "run"]

MEMORY = 1536 * 2**20  # address space of the whole process, while it tries cases
SECONDS = 10.0  # of the processor, for one case
PACKAGED = packaged_seed_folder()
REAL = {p.relative_to(PACKAGED).as_posix(): p.read_bytes() for p in PACKAGED.rglob("*.yaml")}
SMALL = {name: text.encode() for name, text in FILES.items()}
Dice = random.Random
Spoil = Callable[[bytes, Dice], bytes]

ODD = [
    *("\0", "\x07", "\x1b[31m", "\x85", "\u00a0", "\u00ad", "\u200b", "\u200d", "\u2028", "\u202e"),
    *(
        "\u2066",
        "\ufeff",
        "\ufffe",
        "\U0001f468\u200d\U0001f469",
        "e\u0301" * 50,
        "ﷺ",
        "Å",
        "①",
        "ｒ",
    ),
]
BAD_BYTES = [
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xc0\x80",
    b"\xfe\xff",
    b"\0",
]
VALUES = [
    *("~", "null", "yes", "0x1F", "1e999", "-0", "9" * 400, "1_000", "0o7", ".nan", ".inf", "2013"),
    *(
        "9999-12-31/..",
        "0001-01-01?",
        "XXXX",
        "[..]",
        "{2013,2014}",
        "2024-02-30",
        "2024-21",
        "-0001",
    ),
    *(
        "[2013.." * 40,
        "2013/" * 30,
        "20" * 5000,
        "=",
        "<<",
        "*a",
        "&a b",
        "!!python/object:os.system x",
    ),
    *("!!binary aGk=", "%YAML 9.9", "---", "...", "? a", ": b", "'", '"', '"\\x41\\u202e\\ud800"'),
    *("| \n  a", ">-\n\n", "[[[[", "}}}}", "a: b: c", "#", "- - - -", "\t", "{a: *a}", "@x", "`y`"),
]
BOMBS: list[Callable[[], bytes]] = [
    lambda: (
        b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(
            b"%c: &%c [%s]\n" % (c + 1, c + 1, b",".join([b"*%c" % c] * 9)) for c in range(97, 121)
        )
    ),
    lambda: b"entities: &a [*a, *a]\n",
    lambda: b"entities:\n  - &a {<<: *a, id: x}\n",
    lambda: b"entities: " + b"[" * 100_000,
    lambda: b"entities: " + b"{a: " * 50_000,
    lambda: b"- " * 60_000 + b"x",
    lambda: b"\n".join(b" " * n + b"a:" for n in range(2_000)),
    lambda: b"entities:\n" + b"  - \n" * 200_000,
    lambda: b"entities:\n" + b"  - {id: a}\n" * 20_000,
    lambda: b"---\n" * 100_000,
    lambda: b"entities: '" + b"x" * 4_000_000 + b"'\n",
    lambda: b"x" * 4_000_000,
    lambda: b"# " + b"ok: weak-source " * 200_000 + b"\nentities:\n",
    lambda: b"# ok: weak-source\n" * 200_000 + b"entities:\n",
    lambda: b"entities:\n" + b"".join(b"  k%d: v\n" % n for n in range(50_000)),
    lambda: b"%TAG ! tag:x,2000:\n---\n!a {}\n",
    lambda: b"\xef\xbb\xbf" * 3 + b"entities:\n",
    lambda: "entities: [{id: a}]\n".encode("utf-16"),
    lambda: b"x" * (9 * 2**20),
    lambda: b"? " * 30_000,
    lambda: b"entities: !!set {a, b}\n",
    lambda: b'"' + b"\\n" * 1_000_000,
    lambda: b"[" * 3_000 + b"]" * 3_000,
]


def flipped(content: bytes, dice: Dice) -> bytes:
    """Some bytes other ones."""
    spoilt = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        if spoilt:
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
    return bytes(spoilt)


def cut(content: bytes, dice: Dice) -> bytes:
    """A piece taken out, or everything behind a place."""
    start = dice.randint(0, len(content))
    return content[:start] + (
        content[start + dice.randint(1, 80) :] if dice.random() < 0.7 else b""
    )


def put_in(content: bytes, dice: Dice) -> bytes:
    """Something odd put in somewhere."""
    at = dice.randint(0, len(content))
    odd = dice.choice([*BAD_BYTES, *(text.encode() for text in [*ODD, *VALUES])])
    return content[:at] + odd + content[at:]


def doubled(content: bytes, dice: Dice) -> bytes:
    """A piece moved or doubled, many times perhaps."""
    start = dice.randint(0, len(content))
    piece = content[start : start + dice.randint(1, 200)]
    at = dice.randint(0, len(content))
    return content[:at] + piece * dice.choice([1, 1, 1, 3, 200]) + content[at:]


def lines_spoilt(content: bytes, dice: Dice) -> bytes:
    """Lines swapped, doubled, lost, indented otherwise, or ended otherwise."""
    lines = content.split(b"\n")
    for _ in range(dice.randint(1, 4)):
        at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        match dice.randrange(6):
            case 0:
                lines[at], lines[other] = lines[other], lines[at]
            case 1:
                lines.insert(other, lines[at])
            case 2:
                del lines[at]
                lines = lines or [b""]
            case 3:
                lines[at] = b" " * dice.randint(0, 9) + lines[at].lstrip()
            case 4:
                lines[at] = b"\t" + lines[at]
            case _:
                lines[at] += dice.choice(
                    [b"\r", b"\r\r", "\x85".encode(), "\u2028".encode(), b" \\"]
                )
    ends = dice.choice([[b"\n"], [b"\r\n"], [b"\r"], [b"\n", b"\r\n", b"\r"]])
    return b"".join(line + dice.choice(ends) for line in lines)


def value_replaced(content: bytes, dice: Dice) -> bytes:
    """What stands behind a colon replaced by another value."""
    lines = content.split(b"\n")
    at = dice.choice([n for n, line in enumerate(lines) if b": " in line] or [0])
    head, colon, _ = lines[at].partition(b": ")
    lines[at] = head + colon + dice.choice([*VALUES, *ODD]).encode()
    return b"\n".join(lines)


def bomb(content: bytes, dice: Dice) -> bytes:
    """Something made to use up time or memory, in place of the file or behind it."""
    found = dice.choice(BOMBS)()
    return found if dice.random() < 0.7 else content + b"\n" + found


def harmless(content: bytes, dice: Dice) -> bytes:
    """Comments, empty lines and the line ends of others, none of which says anything."""
    lines = []
    for line in content.split(b"\n"):
        lines.append(line)
        if dice.random() < 0.2:
            lines.append(dice.choice([b"", b"# a remark", b"    # ok: weak-source", b"  "]))
    start = dice.choice([b"", b"\xef\xbb\xbf", b"---\n"])
    return start + dice.choice([b"\n", b"\r\n"]).join(lines)


SPOILS: dict[str, tuple[Spoil, int]] = {
    "bytes": (flipped, 4),
    "cuts": (cut, 3),
    "odd pieces": (put_in, 5),
    "pieces doubled": (doubled, 3),
    "lines": (lines_spoilt, 5),
    "values": (value_replaced, 6),
    "bombs": (bomb, 1),
    "harmless": (harmless, 4),
}
"""What is done to a file, and how often beside the others."""


@dataclass(slots=True)
class Outcome:
    """What came of all the cases."""

    tried: int = 0
    loaded: int = 0
    refused: int = 0
    by_spoil: Counter[str] = field(default_factory=Counter)
    by_form: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    slowest_case: int = -1


def run(first: int, count: int) -> Outcome:
    """Try the cases with these numbers; whatever must hold and does not, raises."""
    outcome = Outcome()
    for number in range(first, first + count):
        dice = random.Random(number)
        began = time.process_time()
        try:
            _try(dice, outcome)
        except Exception as error:
            raise AssertionError(f"case {number}: {type(error).__name__}: {error}") from error
        taken = time.process_time() - began
        assert taken < SECONDS, f"case {number} took {taken:.1f} s"
        outcome.tried += 1
        if taken > outcome.slowest:
            outcome.slowest, outcome.slowest_case = taken, number
    return outcome


def _try(dice: Dice, outcome: Outcome) -> None:
    with tempfile.TemporaryDirectory(prefix="interop-fuzz-") as name:
        folder = Path(name)
        form = dice.choices(["yaml", "json lines", "table"], [8, 2, 1])[0]
        outcome.by_form[form] += 1
        if form == "yaml":
            _spoil_yaml(folder, dice, outcome)
            _judge(folder, outcome)
        elif form == "json lines":
            path = folder / "seed.jsonl"
            lines = "".join(f"{line}\n" for line in seed_lines(_SEED)).encode()
            path.write_bytes(_spoilt(lines, dice, outcome))
            _judge(path, outcome)
        else:
            _judge_table(folder, dice, outcome)


def _spoil_yaml(folder: Path, dice: Dice, outcome: Outcome) -> None:
    files: dict[str, str | bytes | None] = dict(SMALL)
    name = dice.choice(sorted(SMALL))
    content = SMALL[name]
    if dice.random() < 0.1:
        name = dice.choice(sorted(REAL))
        content = REAL[name]
    files[name] = _spoilt(content, dice, outcome)
    write(folder, files)


def _spoilt(content: bytes, dice: Dice, outcome: Outcome) -> bytes:
    weights = [weight for _, weight in SPOILS.values()]
    for kind in dice.choices(list(SPOILS), weights, k=dice.choice([1, 1, 1, 2, 3])):
        outcome.by_spoil[kind] += 1
        content = SPOILS[kind][0](content, dice)
    return content


def _judge(path: Path, outcome: Outcome) -> None:
    """Problems that can be shown and no seed; or a seed that is whole."""
    checked = checked_folder(path)
    assert (checked.seed is None) == bool(checked.problems)
    if checked.seed is None:
        outcome.refused += 1
        for problem in checked.problems:
            assert problem.place.line >= 1
            assert str(problem).encode()
        try:
            load_seed(path)
        except SeedError as error:
            assert error.problems == checked.problems
            return
        raise AssertionError("it has problems, and is loaded")
    outcome.loaded += 1
    assert all(str(warning).encode() for warning in checked.warnings)
    assert digest(load_seed(path)) == digest(checked.seed)
    graph = NetworkXStore(checked.seed).reader().graph
    counts = (len(getattr(checked.seed, sort)) for sort in ("entities", "sources", "events"))
    assert len(graph) >= sum(counts)


def _judge_table(folder: Path, dice: Dice, outcome: Outcome) -> None:
    headers, *rows = _TABLE
    text = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in [headers, *rows])
    path = folder / "events.csv"
    path.write_bytes(_spoilt(text.encode(), dice, outcome))
    try:
        imported(read_tables(path), write(folder / "seed"))
    except (TableError, SeedError) as error:
        outcome.refused += 1
        assert str(error).encode()
    else:
        outcome.loaded += 1


with tempfile.TemporaryDirectory() as _name:
    _SEED = load_seed(write(Path(_name)))
_TABLE = [
    [f"new-{cell}" if header == "id" else cell for header, cell in zip(row_of, row, strict=True)]
    for row_of in [sheets_of(_SEED)["events"][0]]
    for row in sheets_of(_SEED)["events"]
]
_TABLE[0] = sheets_of(_SEED)["events"][0]


def main() -> None:
    """Try so many cases from a number on, in bounded memory, and print what came of them."""
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    outcome = run(first, count)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    found = {
        "tried": outcome.tried,
        "loaded": outcome.loaded,
        "refused": outcome.refused,
        "spoils": dict(outcome.by_spoil),
        "forms": dict(outcome.by_form),
        "slowest_seconds": round(outcome.slowest, 2),
        "slowest_case": outcome.slowest_case,
        "peak_mib": peak,
    }
    sys.stdout.write(f"{json.dumps(found)}\n")


if __name__ == "__main__":
    main()
