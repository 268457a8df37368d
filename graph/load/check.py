"""What must hold between the records of a seed: every problem of it, none hidden by another.

Records that were read with problems are checked too, as far as they are sound: what is wrong with
one part of the seed says nothing false about another.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from graph.load.check_order import check_order
from graph.load.check_records import check_record, problem_in
from graph.load.nearest import nearest
from graph.load.problems import Place, Problem
from graph.load.read import RawSeed
from graph.load.records import Located, Path, Reference
from graph.load.values import shortened
from graph.model import Entity

__all__ = ["check_seed", "folded_name"]

# Suggestions compare an unknown id with all known ones; past this many comparisons there are none.
_MAX_COMPARISONS = 3_000_000


def folded_name(name: str) -> str:
    """A name as it is compared: compatibility forms, case and surplus space folded away."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)
    return " ".join(name.casefold().split())


def check_seed(seed: RawSeed) -> list[Problem]:
    """All that is wrong between records; what is wrong inside one is in `seed.problems`."""
    problems = [*_duplicates(seed), *_references(seed), *_names(seed)]
    kinds = {
        r.value.id: r.value.kind
        for r in seed.records
        if isinstance(r.value, Entity) and r.is_sound("kind")
    }
    for record in seed.records:
        problems.extend(check_record(record, kinds))
    problems.extend(check_order(seed.records))
    return problems


def _duplicates(seed: RawSeed) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for record in seed.records:
        id = record.value.id
        if id in first:
            message = f"the id is taken: see {first[id]}"
            expected = "an id that nothing else in the seed has"
            yield problem_in(record, message, "id", found=repr(shortened(id)), expected=expected)
        elif id:
            first[id] = record.at("id")


def _references(seed: RawSeed) -> Iterator[Problem]:
    known = _KnownIds(seed)
    for record in seed.records:
        for reference in record.references:
            if not any(known.has(sort, reference.id) for sort in reference.sorts):
                problem = known.problem(record, reference)
                if problem is not None:
                    yield problem


class _KnownIds:
    """The ids of a seed by sort, and what to say of one that is not among them."""

    def __init__(self, seed: RawSeed) -> None:
        self.seed = seed
        self.ids: defaultdict[str, set[str]] = defaultdict(set)
        self.sort_of: dict[str, str] = {}
        self.malformed: set[str] = set()
        for record in seed.records:
            self.ids[record.sort].add(record.value.id)
            if not record.is_sound("id"):
                self.malformed.add(record.value.id)
            self.sort_of.setdefault(record.value.id, record.sort)
        self._near: dict[tuple[tuple[str, ...], str], str | None] = {}
        self._comparisons = 0

    def has(self, sort: str, id: str) -> bool:
        return id in self.ids[sort]

    def problem(self, record: Located, reference: Reference) -> Problem | None:
        """What is wrong with a reference to no known id of its sorts; None if nothing is certain."""
        other = self.sort_of.get(reference.id)
        if other is None and any(self.seed.may_hold(s, reference.id) for s in reference.sorts):
            return None  # it may be in what could not be read: that is reported already
        near = self._nearest(reference)
        if near in self.malformed:
            return None  # it is right, and the id that it means is not
        wanted = " or ".join(map(_article, reference.sorts))
        message = f"is {_article(other)}" if other else "does not exist"
        return Problem(
            reference.place,
            f"{record.sort} {shortened(record.value.id)!r}: {shortened(reference.id)!r} {message}",
            None,
            f"the id of {wanted}",
            near,
        )

    def _nearest(self, reference: Reference) -> str | None:
        key = (reference.sorts, reference.id)
        if key not in self._near:
            candidates = [id for sort in reference.sorts for id in self.ids[sort] if id]
            self._comparisons += len(candidates)
            if self._comparisons > _MAX_COMPARISONS:
                return None
            self._near[key] = nearest(reference.id, candidates)
        return self._near[key]


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _names(seed: RawSeed) -> Iterator[Problem]:
    """Each name and alias belongs to one entity, so that a name can be asked for."""
    taken: dict[str, tuple[str, Place]] = {}
    for record in seed.records:
        if not isinstance(record.value, Entity):
            continue
        own: set[str] = set()
        for name, path in _names_of(record, record.value):
            folded = folded_name(name)
            owner, place = taken.setdefault(folded, (record.value.id, record.at(*path)))
            if owner != record.value.id:
                message = f"the name is used by {shortened(owner)!r} too: see {place}"
                expected = "a name or alias that no other entity has"
                yield problem_in(
                    record, message, *path, found=repr(shortened(name)), expected=expected
                )
            elif folded in own and path[0] == "aliases":
                message, expected = "the alias is given twice", "each name and alias once"
                yield problem_in(
                    record, message, *path, found=repr(shortened(name)), expected=expected
                )
            own.add(folded)


def _names_of(record: Located, entity: Entity) -> Iterator[tuple[str, Path]]:
    if record.is_sound("name", "en"):
        yield entity.name.en, ("name", "en")
    if record.is_sound("name", "zh") and entity.name.zh:
        yield entity.name.zh, ("name", "zh")
    for n, alias in enumerate(entity.aliases):
        if record.is_sound("aliases", n):
            yield alias, ("aliases", n)
