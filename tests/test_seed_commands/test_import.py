"""`interop seed import`: tables to seed files and back, and every mistake told at its cell."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from openpyxl import Workbook, load_workbook

from graph.editing import as_written
from graph.load import Place, digest, load_seed, packaged_seed_folder
from graph.load.document import Mapping
from graph.load.lines import write_lines
from graph.model import Seed
from graph.tables import columns_of, read_tables, sheets_of, write_csv_folder, write_workbook
from graph.tables.cells import Cell, Sheet, column_letters
from graph.tables.rows import trees_of
from tests.strategies import seeds
from tests.test_seed_commands.running import interop_seed

EVENTS = [
    *(["id", "kind", "title.en", "title.zh", "date", "status"]),
    *(["participants.entity", "participants.role", "citations.source", "citations.confidence"]),
]
GOOD = [
    *(["new-event", "link_block", "QQ blocks Kaola", "QQ屏蔽考拉", "2024-05", "in_force"]),
    *(["qq", "blocker", "times-finance-2024-09", "low"]),
]
SECOND = ["", "", "", "", "", "", "kaola", "blocked", "", ""]


def as_csv(path: Path, *rows: list[str], between: str = ",") -> Path:
    """A CSV file with these rows below the headers."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=between).writerows([EVENTS, *rows])
    return path


def as_xlsx(path: Path, *rows: list[str]) -> Path:
    """A workbook with one sheet, with these rows below the headers."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "events"
    for row in [EVENTS, *rows]:
        sheet.append(row)
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def changed(row: list[str], header: str, text: str) -> list[str]:
    """A row with another text in one of its cells."""
    return [text if name == header else cell for name, cell in zip(EVENTS, row, strict=True)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_packaged_seed_and_back(tmp_path: Path, form: str) -> None:
    """A whole seed as tables, imported, is the same seed."""
    seed = load_seed(packaged_seed_folder())
    tables = tmp_path / "tables.xlsx"
    if form == "csv":
        write_csv_folder(seed, tables)
    else:
        write_workbook(sheets_of(seed), tables)
    answer = interop_seed("import", tables, "--to", tmp_path / "back")

    assert answer.exit_code == 0, answer.output
    assert digest(load_seed(tmp_path / "back")) == digest(seed)


@given(seed=seeds(full=True))
def test_rows_of_random_records(seed: Seed) -> None:
    """The rows of records lead back to the trees of what a file would hold."""
    for folder, (headers, *rows) in sheets_of(seed).items():
        sheet = Sheet(folder, folder)
        for r, row in enumerate(rows, 2):
            cells = {
                header: Cell(text, Place(folder, r, c))
                for c, (header, text) in enumerate(zip(headers, row, strict=True), 1)
                if text
            }
            sheet.rows.append(cells)
        found = [tree for tree, problems in trees_of(sheet) if not problems]

        nodes = [seed.info] if folder == "seed" else list(getattr(seed, folder).values())
        assert [plain_of_tree(tree) for tree in found] == [texts_in(as_written(n)) for n in nodes]


def texts_in(plain: object) -> object:
    """The same with every number and flag as a text."""
    if isinstance(plain, dict):
        return {name: texts_in(value) for name, value in plain.items()}
    if isinstance(plain, list):
        return [texts_in(item) for item in plain]
    return "true" if plain is True else str(plain)


def plain_of_tree(tree: object) -> dict[str, object]:
    """A tree as plain mappings and lists of texts."""

    def plain(part: object) -> object:
        if isinstance(part, Mapping):
            return {key.text: plain(value) for key, value in part.pairs}
        if hasattr(part, "items"):
            return [plain(item) for item in part.items]
        return str(getattr(part, "text", ""))

    found = plain(tree)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_an_event_in_two_rows(tmp_path: Path, write: Callable[..., Path]) -> None:
    """A row without an id adds to the record above it; the file is for review."""
    table = write(tmp_path / "events.csv", GOOD, SECOND)
    answer = interop_seed("import", table, "--to", tmp_path / "new")

    assert answer.exit_code == 0, answer.output
    assert (tmp_path / "new" / "events" / "events.yaml").read_text("utf-8") == (
        "events:\n"
        "  - id: new-event\n"
        "    kind: link_block\n"
        "    title: {en: QQ blocks Kaola, zh: QQ屏蔽考拉}\n"
        "    date: 2024-05\n"
        "    status: in_force\n"
        "    participants:\n"
        "      - {entity: qq, role: blocker}\n"
        "      - {entity: kaola, role: blocked}\n"
        "    citations:\n"
        "      - {source: times-finance-2024-09, confidence: low}\n"
    )


@pytest.mark.parametrize(
    ("rows", "column", "row", "says"),
    [
        ([changed(GOOD, "date", "2024-13")], "date", 2, "expected a month 01 to 12"),
        (
            [GOOD, changed(SECOND, "participants.entity", "koala")],
            "participants.entity",
            3,
            "kaola",
        ),
        ([changed(GOOD, "kind", "link_blok")], "kind", 2, "Did you mean 'link_block'?"),
        ([changed(GOOD, "id", "wechat")], "id", 2, "the id is taken: see entities/"),
        ([GOOD, changed(SECOND, "status", "ended")], "status", 3, "another 'status' than above"),
        ([changed(GOOD, "status", "")], "id", 2, "an event without 'status'"),
        ([GOOD, changed(SECOND, "participants.entity", "qq")], None, 3, None),
    ],
    ids=["date", "reference", "word", "taken id", "contradiction", "missing", "fine"],
)
@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_mistake(
    tmp_path: Path,
    rows: list[list[str]],
    column: str | None,
    row: int,
    says: str | None,
    write: Callable[..., Path],
) -> None:
    """A mistake is told with sheet, row, column and header, as text and as JSON; nothing is written."""
    table = write(tmp_path / "events.csv", *rows)
    answer = interop_seed("import", table, "--to", tmp_path / "new")
    as_json = json.loads(interop_seed("import", table, "--json").stdout)

    if column is None:
        assert (answer.exit_code, as_json["problems"]) == (0, [])
        return
    assert answer.exit_code == 1
    (problem,) = as_json["problems"]
    letters = column_letters(EVENTS.index(column) + 1)
    assert (problem["row"], problem["column"], problem["header"]) == (row, letters, column)
    sheet = problem["sheet"]
    assert f"{sheet}, row {row}, column {letters} ({column}): " in answer.stderr
    assert str(says) in answer.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ("id,kindd\nx,y\n", "unknown column; found 'kindd'; expected one of id, kind"),
        ("id,id\nx,y\n", "the column is there twice"),
        ("id\nx,y\n", "a cell in no column; found 'y'"),
    ],
)
def test_bad_headers(tmp_path: Path, headers: str, says: str) -> None:
    """What is wrong with columns is told at them."""
    table = tmp_path / "events.csv"
    table.write_text(headers, "utf-8")
    answer = interop_seed("import", table)

    assert answer.exit_code == 1
    assert says in answer.stderr


def test_more_mistakes_than_anybody_reads(tmp_path: Path) -> None:
    """After ten thousand problems the rest is not read, and that is said."""
    table = as_csv(tmp_path / "events.csv", *([f"x{n}", "?"] for n in range(3_000)))
    answer = interop_seed("import", table)

    assert answer.exit_code == 1
    assert "the rest is not read; found more than 10,000 problems" in answer.stderr
    assert "row 2999, " not in answer.stderr


@pytest.mark.parametrize("between", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_what_stands_between_cells(tmp_path: Path, between: str) -> None:
    """Spreadsheets of other languages write other signs between cells."""
    table = as_csv(tmp_path / "events.csv", GOOD, SECOND, between=between)

    assert interop_seed("import", table).exit_code == 0


def test_days_and_numbers_of_a_spreadsheet(tmp_path: Path) -> None:
    """A day, month or year that the spreadsheet took for one is read as it was typed."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "figures"
    headers = ["id", "entity", "metric", "value", "operator", "unit", "period", "unverified"]
    sheet.append(headers)
    for n, (shown, period) in enumerate(
        (("yyyy-mm-dd", "2024-05-01"), ("mmm yy", "2024-05"), ("yyyy", "2024")), 2
    ):
        sheet.append([f"f{n}", "qq", "users", 1.5e12, "~", "users", datetime(2024, 5, 1), True])
        sheet.cell(n, 7).number_format = shown
        assert period
    book.save(tmp_path / "book.xlsx")
    answer = interop_seed("import", tmp_path / "book.xlsx", "--to", tmp_path / "new")

    assert answer.exit_code == 0, answer.output
    text = (tmp_path / "new" / "figures" / "book.yaml").read_text("utf-8")
    assert [line.split(": ")[1] for line in text.splitlines() if "period" in line] == [
        *("2024-05-01", "2024-05", "2024")
    ]
    assert "value: 1500000000000\n" in text


def test_template(tmp_path: Path) -> None:
    """The template has every column, an example that is passed over, and words to choose from."""
    table = tmp_path / "template.xlsx"
    answer = interop_seed("import", "--template", "--to", table)

    assert answer.exit_code == 0, answer.output
    book = load_workbook(table)
    assert book.sheetnames == ["events", "entities", "sources", "figures", "statements", "words"]
    assert [cell.value for cell in book["events"][1]] == [c.header for c in columns_of("events")]
    assert book["events"]["A2"].value == "# taote-wechatpay"
    choices = book["events"].data_validations.dataValidation
    assert "B2:B500" in {str(choice.sqref) for choice in choices}
    assert interop_seed("import", table).stdout.startswith("0 records, nothing is wrong.")
    assert interop_seed("import", "--template", "--to", table).exit_code == 2


def test_filled_template(tmp_path: Path) -> None:
    """The example, without its sign, is a record; a template in CSV is read the same way."""
    table = tmp_path / "events.csv"
    interop_seed("import", "--template", "--to", table)
    text = table.read_text("utf-8-sig")
    table.write_text(text.replace("# taote-wechatpay", "taote-again"), "utf-8")
    answer = interop_seed("import", table)

    assert answer.exit_code == 0, answer.output
    assert answer.stdout.startswith("1 records")
    (sheet,) = read_tables(table)
    assert len(sheet.rows) == 2


@pytest.mark.parametrize("name", ["seed.jsonl", "seed.jsonl.gz"])
def test_json_lines(tmp_path: Path, name: str) -> None:
    """A seed dumped as JSON lines and imported is the same seed."""
    seed = load_seed(packaged_seed_folder())
    write_lines(seed, tmp_path / name)
    answer = interop_seed("import", tmp_path / name, "--to", tmp_path / "back")

    assert answer.exit_code == 0, answer.output
    assert digest(load_seed(tmp_path / "back")) == digest(seed)


def test_json_lines_for_a_seed(tmp_path: Path) -> None:
    """Lines that do not say which seed they are, are for the one given; mistakes have their line."""
    lines = tmp_path / "some.jsonl"
    good = '{"entities":{"id":"zz","kind":"app","name":{"en":"Z","zh":"子"}}}\n'
    lines.write_text(good, "utf-8")
    answer = interop_seed("import", lines, "--to", tmp_path / "new")
    lines.write_text(good + good.replace("app", "ap").replace("zz", "yy"), "utf-8")
    bad = interop_seed("import", lines)

    assert answer.exit_code == 0, answer.output
    assert [p.name for p in (tmp_path / "new").rglob("*.yaml")] == ["some.yaml"]
    assert bad.exit_code == 1
    assert "some.jsonl, line 2: entity 'yy': unknown 'kind'; found 'ap'" in bad.stderr


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A file that is there already stays as it is; exit code 3."""
    table = as_csv(tmp_path / "events.csv", GOOD)
    interop_seed("import", table, "--to", tmp_path / "new")
    again = interop_seed("import", table, "--to", tmp_path / "new")

    assert again.exit_code == 3
    assert "is there already. Nothing is written." in again.stderr


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("events.csv", b"id,kind\n\xff\xfe,x\n", 1, "line 2: not UTF-8 text"),
        ("events.csv", b'id,kind\n"x,y\n', 1, "not CSV"),
        ("deeds.csv", b"id\n", 1, "unknown sheet 'deeds', expected one of seed, entities"),
        ("book.xlsx", b"PK\x03\x04 not really", 1, "not a workbook that can be read"),
        ("book.ods", b"", 1, "expected a file that ends in .csv, .xlsx"),
        ("folder/x.txt", b"", 1, "expected files named events.csv"),
        (None, b"", 3, "No such file"),
    ],
)
def test_bad_file(tmp_path: Path, name: str | None, content: bytes, code: int, says: str) -> None:
    """A file that holds no table is told from one with mistakes."""
    table = tmp_path / (name or "nothing.csv")
    if name is not None:
        table.parent.mkdir(exist_ok=True)
        table.write_bytes(content)
    if table.suffix == ".txt":
        table = table.parent
    answer = interop_seed("import", table)

    assert answer.exit_code == code
    assert says in answer.stderr
