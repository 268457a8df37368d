"""From an answer to the Neo4j Browser."""

from typing import Any, Self

import strawberry
from strawberry.scalars import JSON

from api.context import Info
from api.pictures import Picture

__all__ = ["Cypher", "cypher_of"]


@strawberry.type(description="Cypher that draws the answer in the Neo4j Browser.")
class Cypher:
    """A picture of an answer."""

    text: str = strawberry.field(description="The statement; constant, whatever was asked.")
    parameters: JSON = strawberry.field(
        description="Its parameters; in the Browser: `:params`, then these as JSON."
    )
    browser_url: str | None = strawberry.field(
        description="Where to click to see it drawn; null if the Browser's address is not set."
    )

    @classmethod
    def of(cls, picture: Picture) -> Self:
        """Wrap a picture."""
        return cls(
            text=picture.text,
            parameters=JSON(picture.parameters),
            browser_url=picture.browser_url,
        )


def cypher_of(info: Info, name: str, parameters: dict[str, Any]) -> Cypher | None:
    """The picture of an answer of this kind; None where the graph is not in a Neo4j."""
    pictures = info.context.pictures
    return None if pictures is None else Cypher.of(pictures.of(name, parameters))
