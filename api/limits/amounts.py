"""Sums and products that wait for the variables of a request: worked out once, added up each time.

An amount is a number, or the place of one in a list of steps that is filled in order. So what many
parts of a document share is added up once, however often it is met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Amount", "Place", "Steps"]

Variables = Mapping[str, Any]
Step = Callable[[list[int], Variables], int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the number will stand."""

    index: int


Amount = int | Place


class Steps:
    """The steps to all amounts that hang on variables; the others are numbers at once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._steps: list[Step] = []

    def given(self, number: Callable[[Variables], int]) -> Place:
        """A number that is read from the variables."""
        return self._add(lambda values, variables: number(variables))

    def plus(self, amounts: Iterable[Amount]) -> Amount:
        """Their sum."""
        known, places = _parted(amounts)
        total = sum(known)
        if not places:
            return total
        if len(places) == 1 and not total:
            return places[0]
        indexes = [place.index for place in places]
        return self._add(lambda values, variables: total + sum(values[i] for i in indexes))

    def times(self, left: Amount, right: Amount) -> Amount:
        """Their product."""
        (known, places) = _parted((left, right))
        if not places:
            return known[0] * known[1]
        if known:
            factor, index = known[0], places[0].index
            return 0 if factor == 0 else self._add(lambda values, variables: factor * values[index])
        first, second = places[0].index, places[1].index
        return self._add(lambda values, variables: values[first] * values[second])

    def most(self, amounts: Iterable[Amount]) -> Amount:
        """The greatest of them; 0 of none."""
        known, places = _parted(set(amounts))
        greatest = max(known, default=0)
        if not places:
            return greatest
        indexes = [place.index for place in places]
        return self._add(lambda values, variables: max(greatest, *(values[i] for i in indexes)))

    def value(self, amount: Amount, variables: Variables) -> int:
        """What an amount comes to."""
        if isinstance(amount, int):
            return amount
        values: list[int] = []
        for step in self._steps[: amount.index + 1]:
            values.append(step(values, variables))
        return values[amount.index]

    def _add(self, step: Step) -> Place:
        self._steps.append(step)
        return Place(len(self._steps) - 1)


def _parted(amounts: Iterable[Amount]) -> tuple[list[int], list[Place]]:
    found = list(amounts)
    known = [amount for amount in found if isinstance(amount, int)]
    return known, [amount for amount in found if isinstance(amount, Place)]
