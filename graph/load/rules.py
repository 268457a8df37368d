"""What a careful editor would ask about a seed that can be loaded: the rules, and a warning."""

from __future__ import annotations

from dataclasses import dataclass

from graph.load.problems import Place
from graph.vocabulary import Term

__all__ = ["Rule", "SeedWarning"]


class Rule(Term):
    """What a warning is about; the word that a comment `# ok: …` names."""

    SUDDEN_OPENING = (
        "sudden-opening",
        "Something is unblocked, bypassed or opened again, and nothing earlier had shut it.",
    )
    OPEN_AFTER_SHUTDOWN = (
        "open-after-shutdown",
        "A service has ended, and a way to it or from it stands open ever after.",
    )
    BEFORE_ITS_TIME = (
        "before-its-time",
        "Something takes part in an event before it existed, as far as the seed knows.",
    )
    WEAK_SOURCE = (
        "weak-source",
        "A fact stands on one citation alone, of a secondary source or of low confidence.",
    )
    FIGURES_DIFFER = (
        "figures-differ",
        "Two figures for one thing and period contradict each other, and neither gives way.",
    )
    UNUSED_ENTITY = ("unused-entity", "Nothing mentions an entity, and it mentions nothing.")
    DATE_FINER_THAN_SOURCE = (
        "date-finer-than-source",
        "An event bears a day, and nothing that it stands on is seen to give one.",
    )
    NEEDLESS_OK = ("needless-ok", "A comment `# ok: …` answers no warning, or names no rule.")


@dataclass(frozen=True, slots=True, order=True)
class SeedWarning:
    """Something that may be right and looks wrong: where, what, by which rule, what to do."""

    place: Place
    message: str
    rule: Rule
    advice: str

    def __str__(self) -> str:
        """One line, complete."""
        return f"{self.place}: warning: {self.message}; {self.advice} [{self.rule.value}]"
