"""One small valid seed as texts, and a folder made of it with something changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graph.load import Problem, check_folder

__all__ = ["FILES", "changed", "line_of", "one_problem", "problems_of", "write", "write_file"]

FILES = {
    "seed.yaml": """\
name: small
title: {en: A small seed}
recorded_until: 2024-10-31
licence: CC0-1.0
""",
    "entities/all.yaml": """\
entities:
  - id: alibaba
    kind: company
    name: {en: Alibaba, zh: 阿里巴巴}
    aliases: [Ali, 阿里]
    homepage: https://alibaba.example
    relations:
      - kind: operates
        entity: taobao
        citations:
          - {source: report, confidence: high}
      - {kind: employs, entity: chen-tao, since: 2010, unverified: true}
  - id: taobao
    kind: app
    name: {en: Taobao, zh: 淘宝}
    wikidata: Q1234
  - id: wechat
    kind: app
    name: {en: WeChat, zh: 微信}
  - id: chen-tao
    kind: person
    name: {en: Chen Tao, zh: 陈涛}
""",
    "sources/all.yaml": """\
sources:
  - id: report
    title: A report
    publisher: A paper
    published: 2024-09
    language: en
    tier: press
  - id: release
    title: A release
    publisher: Alibaba
    publisher_id: alibaba
    url: https://alibaba.example/release
    recorded: 2024-10-01
    language: zh
    tier: official
    interested_parties: [alibaba, taobao]
""",
    "events/all.yaml": """\
events:
  - id: wechat-blocks-taobao
    kind: link_block
    title: {en: WeChat blocks Taobao, zh: 微信屏蔽淘宝}
    date: 2013?
    status: in_force
    participants:
      - {entity: wechat, role: blocker}
      - {entity: taobao, role: blocked}
    effects:
      - origin: wechat
        destination: taobao
        channel: link_sharing
        access: blocked
    citations:
      - {source: report, confidence: medium, date: 2013}
  - id: wechat-opens-to-taobao
    kind: link_unblock
    title: {en: WeChat opens to Taobao, zh: 微信向淘宝开放}
    date: 2021-09-17
    status: phased
    sequence: 1
    effects:
      - origin: wechat
        destination: taobao
        channel: link_sharing
        access: limited
        until: 2024-05
        limits: [{en: chats of two only}]
    relations:
      - {kind: reverses, event: wechat-blocks-taobao}
    note: {en: In steps.}
    citations:
      - {source: release, quote: We open., confidence: high}
""",
    "figures/all.yaml": """\
figures:
  - id: users-first
    entity: taobao
    metric: users
    value: 500000000
    operator: ">"
    unit: users
    period: 2023
    superseded_by: users-corrected
    citations:
      - {source: report, confidence: low}
  - id: users-corrected
    entity: taobao
    metric: users
    value: 78.5
    operator: "="
    unit: million users
    period: 2023
    change_on_year: -1
    unverified: true
""",
    "statements/all.yaml": """\
statements:
  - id: chen-tao-on-links
    kind: opinion
    speaker: chen-tao
    about: [wechat, wechat-opens-to-taobao, users-first]
    said: 2024-09
    summary: {en: Links help all.}
    citations:
      - {source: report, quote: It helps., confidence: high}
""",
}
"""File of the seed → its text; every kind of record, and most fields, are in it."""


def write(folder: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write the seed with some files replaced, added or (None) left out; returns the folder."""
    files: dict[str, str | bytes | None] = {**FILES, **(changes or {})}
    for name, content in files.items():
        if content is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def problems_of(folder: Path, changes: Mapping[str, str | bytes | None]) -> list[Problem]:
    """All problems of the seed with these files replaced."""
    return check_folder(write(folder, changes))


def changed(file: str, old: str, new: str) -> dict[str, str | bytes | None]:
    """The file with the first `old` in it replaced."""
    text = FILES[file]
    assert old in text
    return {file: text.replace(old, new, 1)}


def line_of(text: str, part: str) -> int:
    """The line in which `part` stands for the first time."""
    return text[: text.index(part)].count("\n") + 1


def one_problem(folder: Path, changes: Mapping[str, str | bytes | None]) -> Problem:
    """The one problem of the seed with these files replaced."""
    problems = problems_of(folder, changes)
    assert [str(problem) for problem in problems[1:]] == []
    assert len(problems) == 1
    return problems[0]


def write_file(tmp_path: Path, lines: list[str]) -> Path:
    """Write a file of these lines."""
    path = tmp_path / "seed.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path
