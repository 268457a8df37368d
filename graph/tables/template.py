"""An empty table to fill in: headers, an example that is passed over, and the words to choose from."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from graph.load.format import FOLDERS, Words
from graph.tables.cells import column_letters
from graph.tables.columns import columns_of
from graph.tables.read import WORDS_SHEET
from graph.vocabulary import Term

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["EXAMPLES", "write_template"]

_EMPTY_ROWS = 500  # rows below the header that are ready for text and have drop-down lists
EXAMPLES: dict[str, tuple[dict[str, str], ...]] = {
    "entities": (
        {
            "id": "taote",
            "kind": "app",
            "name.en": "Taobao Deals",
            "name.zh": "淘特",
            "aliases": "Taote; Taote APP",
        },
    ),
    "sources": (
        {
            "id": "times-finance-2024-09",
            "title": "Taobao plans to accept WeChat Pay",
            "publisher": "Times Finance",
            "published": "2024-09-04~",
            "language": "en",
            "tier": "press",
        },
    ),
    "events": (
        {
            "id": "taote-wechatpay",
            "kind": "payment_integration",
            "title.en": "Taote accepts WeChat Pay",
            "title.zh": "淘特接入微信支付",
            "date": "[2024-08-25..2024-08-31]",
            "status": "launched",
            "participants.entity": "taote",
            "participants.role": "host",
            "effects.origin": "taote",
            "effects.destination": "wechat-pay",
            "effects.channel": "payment_checkout",
            "effects.access": "open",
            "citations.source": "times-finance-2024-09",
            "citations.confidence": "high",
        },
        {"participants.entity": "wechat-pay", "participants.role": "provider"},
    ),
}
"""Rows of an example by sheet; a file has them behind a `#`."""


def write_template(path: Path, folder: str | None = None) -> Path:
    """Write an empty table: a workbook of all sheets (.xlsx), or the CSV of one sheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(_rows(folder or "events"))
        return path
    return _workbook(path)


def _rows(folder: str) -> list[list[str]]:
    headers = [column.header for column in columns_of(folder)]
    rows = [headers]
    for example in EXAMPLES.get(folder, ()):
        marked = {"id": f"# {example['id']}"} if "id" in example else {}
        rows.append([{**example, **marked}.get(header, "") for header in headers])
    return rows


def _workbook(path: Path) -> Path:
    from openpyxl import Workbook  # loaded only where it is used
    from openpyxl.comments import Comment
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    book.remove(book.worksheets[0])
    words = book.create_sheet(WORDS_SHEET)
    places: dict[type[Term], str] = {}
    for folder in ("events", "entities", "sources", *(f for f in FOLDERS if f not in EXAMPLES)):
        sheet = book.create_sheet(folder)
        sheet.freeze_panes = "B2"
        for r, row in enumerate(_rows(folder), 1):
            for c, text in enumerate(row, 1):
                sheet.cell(r, c, text or None)
        for number, column in enumerate(columns_of(folder), 1):
            letters = column_letters(number)
            head = sheet.cell(1, number)
            needed = " Required." if column.field.required else ""
            head.comment = Comment(f"{column.field.description}{needed}", "interop")
            sheet.column_dimensions[letters].width = max(12, len(column.header) + 2)
            for row_number in range(2, _EMPTY_ROWS):
                sheet.cell(row_number, number).number_format = "@"
            if isinstance(column.field.type, Words) and not column.field.many:
                choice = DataValidation("list", _range(words, places, column.field.type.terms))
                choice.add(f"{letters}2:{letters}{_EMPTY_ROWS}")
                sheet.add_data_validation(choice)
    book.move_sheet(words, len(book.sheetnames))
    words.sheet_state = "hidden"
    book.active = 0
    book.save(path)
    return path


def _range(words: Worksheet, places: dict[type[Term], str], terms: type[Term]) -> str:
    """Where the words of a closed list stand, as a formula names it."""
    if terms not in places:
        number = len(places) + 1
        for r, term in enumerate(terms, 1):
            words.cell(r, number, term.value).data_type = "s"
        letters = column_letters(number)
        places[terms] = f"={WORDS_SHEET}!${letters}$1:${letters}${len(terms)}"
    return places[terms]
