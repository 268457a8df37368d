"""The warnings of a seed that can be loaded, but for those that a comment in it answers.

Each rule goes once through the seed. `# ok: weak-source, the only report there is` in a record, or in
the lines just above it, says that one kind of warning about it is known and right as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator

from graph.load.document import Remark
from graph.load.nearest import nearest
from graph.load.records import Located
from graph.load.review_access import before_its_time, open_after_shutdown, sudden_opening
from graph.load.review_evidence import (
    date_finer_than_source,
    figures_differ,
    unused_entity,
    weak_source,
)
from graph.load.reviewed import Reviewed
from graph.load.rules import Rule, SeedWarning
from graph.model import Seed

__all__ = ["review"]

_RULES = (
    *(sudden_opening, open_after_shutdown, before_its_time),
    *(weak_source, figures_differ, unused_entity, date_finer_than_source),
)
_ANSWERABLE = {rule.value: rule for rule in Rule if rule is not Rule.NEEDLESS_OK}
_WORDS = ", ".join(_ANSWERABLE)


def review(seed: Seed, records: Iterable[Located], remarks: Iterable[Remark]) -> list[SeedWarning]:
    """The warnings that no remark answers, and the remarks that answer nothing, as in the files."""
    reviewed = Reviewed(seed, {record.value.id: record for record in records})
    answers = _Answers(reviewed.records.values(), remarks)
    found = [warning for rule in _RULES for warning in rule(reviewed)]
    open_ = [warning for warning in found if not answers.answer(warning)]
    return sorted({*open_, *answers.needless()})


class _Answers:
    """The remarks of a seed by the record that they belong to, and which of them were needed."""

    def __init__(self, records: Iterable[Located], remarks: Iterable[Remark]) -> None:
        self.remarks = {remark: _rules_of(remark) for remark in remarks}
        self.starts: defaultdict[str, list[int]] = defaultdict(list)
        for record in records if self.remarks else ():
            self.starts[record.place.file].append(record.place.line)
        for lines in self.starts.values():
            lines.sort()
        self.by_record: defaultdict[tuple[str, int], list[Remark]] = defaultdict(list)
        self.used: set[tuple[Remark, Rule]] = set()
        alone = {(r.place.file, r.place.line) for r in self.remarks if r.is_alone}
        for remark in self.remarks:
            self.by_record[remark.place.file, self._record_line(remark, alone)].append(remark)

    def _record_line(self, remark: Remark, alone: set[tuple[str, int]]) -> int:
        """Where its record begins: the next one, if only remarks stand between; 0 for none."""
        file, line, _ = remark.place
        after = line
        while (file, after) in alone:
            after += 1
        before = self._before(file, after)
        return before if before == after else self._before(file, line)

    def _before(self, file: str, line: int) -> int:
        """The line in which the record that holds a line begins; 0 for none."""
        starts = self.starts[file]
        at = bisect_right(starts, line)
        return starts[at - 1] if at else 0

    def answer(self, warning: SeedWarning) -> bool:
        """Whether a remark in the warning's record answers it."""
        place = warning.place
        answering = [
            remark
            for remark in self.by_record.get((place.file, self._before(place.file, place.line)), ())
            if warning.rule in self.remarks[remark]
        ]
        self.used.update((remark, warning.rule) for remark in answering)
        return bool(answering)

    def needless(self) -> Iterator[SeedWarning]:
        """The remarks that name no rule, and those that answered nothing."""
        for remark, rules in self.remarks.items():
            if not rules:
                word = remark.text.split(",")[0].strip()
                near = nearest(word, _ANSWERABLE)
                hint = f"did you mean {near!r}?" if near else f"write one of {_WORDS}"
                message = f"{word!r} is no kind of warning"
                yield SeedWarning(remark.place, message, Rule.NEEDLESS_OK, hint)
            for rule in rules:
                if (remark, rule) not in self.used:
                    message = f"there is no warning {rule.value!r} here to answer"
                    yield SeedWarning(remark.place, message, Rule.NEEDLESS_OK, "take it out")


def _rules_of(remark: Remark) -> list[Rule]:
    """The rules that a remark names, up to the first word that is none: there the reason begins."""
    rules: list[Rule] = []
    for word in re.split(r"[\s,]+", remark.text):
        if word not in _ANSWERABLE:
            break
        rules.append(_ANSWERABLE[word])
    return rules
