"""The golden questions: GraphQL documents with the answers that the packaged seed gives.

`python -m tests.test_api.golden` names the documents whose answer is not the one on record;
with `--write` it records what is answered now. Read the difference before you keep it: these files
say what is right.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.test_api.asking import ask

__all__ = ["DOCUMENTS", "answer", "record"]

DOCUMENTS = sorted((Path(__file__).parent / "documents").glob("*.graphql"))


def record(document: Path) -> dict[str, Any]:
    """The variables and the response that stand beside a document; new ones have neither."""
    path = document.with_suffix(".json")
    found: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return {"variables": {}, "response": None} | found


def answer(document: Path) -> dict[str, Any]:
    """The same with the response of now."""
    variables = record(document)["variables"]
    return {"variables": variables, "response": ask(document.read_text("utf-8"), variables)}


def main(arguments: list[str]) -> int:
    """Compare, or write; the exit code says whether all was as recorded."""
    changed = [document for document in DOCUMENTS if answer(document) != record(document)]
    for document in changed:
        sys.stdout.write(f"{document.stem}\n")
        if "--write" in arguments:
            text = json.dumps(answer(document), ensure_ascii=False, indent=2) + "\n"
            document.with_suffix(".json").write_text(text, "utf-8")
    return 1 if changed and "--write" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
