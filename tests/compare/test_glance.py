"""What a glance at a range calls equal is equal, however V1 writes it."""

from __future__ import annotations

import json

import psycopg
import pytest

from cutover.compare import Join
from cutover.compare.chunk import Chunk, Span
from cutover.compare.counting import count_range
from cutover.compare.glance import Glance
from cutover.compare.sqltext import Rows, literal
from cutover.manifest.table import Target

WORDS = (
    "", " ", "x", "null", "NaN", "infinity", "-0", "0", "1", " 1", "01", "+1", "1.0", "1.5", "1e0", "1e-1",
    "0.1", "0x1", "0b1", "1_0", "10", "9007199254740993", "100.10", "100.1", "t", "true", "TRUE",
    " true", "yes", "false", "2024-02-29", "2024-2-29", "29.02.2024", "20240229", "2024-02-29T00:00:00Z",
    "2024-02-29 00:00:00", "epoch", "1709164800000", "1709164800000.5", "1709164800_000", "24:00",
    "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
)  # fmt: skip
VALUES: dict[str, tuple[str | None, ...]] = {
    "smallint": (None, "0", "1", "10"),
    "integer": (None, "0", "1", "10"),
    "bigint": (None, "9007199254740993", "1"),
    "numeric": (None, "1", "1.50", "100.1", "NaN"),
    "numeric(14,2)": (None, "0.1", "100.1"),
    "double precision": (None, "-0", "0.1", "NaN", "infinity", "9007199254740993"),
    "real": (None, "0.1", "1"),
    "boolean": (None, "true", "false"),
    "date": (None, "2024-02-29", "1970-01-01", "infinity"),
    "timestamp with time zone": (None, "2024-02-29 00:00:00Z", "infinity"),
    "timestamp without time zone": (None, "2024-02-29 00:00:00", "2024-02-29 00:00:00.0005"),
    "time without time zone": (None, "24:00", "00:00"),
    "uuid": (None, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    "text": (None, "", "x", "1"),
    "bytea": (None, "", "x"),
    "interval": (None, "1", "00:00"),
}
FORMATS = {"date": ("iso", "epoch_ms"), "timestamp with time zone": ("iso", "epoch_ms"),
           "timestamp without time zone": ("iso", "epoch_ms")}  # fmt: skip


@pytest.mark.parametrize("type_", VALUES)
def test_what_a_glance_calls_equal_is_equal(connection: psycopg.Connection, type_: str) -> None:
    """It may fail, and it may take equal values for unlike ones, but for the very text that V2 writes."""
    plainly = 0
    for format_ in FORMATS.get(type_, (None,)):
        for value in VALUES[type_]:
            for written in (None, *WORDS):
                chunk = one_row(type_, format_, written, value)
                seen = glanced(connection, chunk)
                if seen == "equal":
                    assert not differs(connection, chunk), (written, value)
                plainly += seen == "equal" and value is not None
    assert plainly or type_ == "bytea"


def test_a_document_that_is_no_object_is_seen(connection: psycopg.Connection) -> None:
    """Be V2's row empty beside it or not."""
    for value in (None, "1"):
        for document in ("[]", "1", '"f"', "null"):
            chunk = one_row("integer", None, None, value, document)
            assert glanced(connection, chunk) == "unlike"


def one_row(
    type_: str, format_: str | None, written: str | None, value: str | None, document: str | None = None
) -> Chunk:
    """One document beside one row."""
    column = {"from": "f"} | ({"format": format_} if format_ else {})
    target = Target.model_validate({"name": "new", "id": 1, "columns": {"a": column}})
    document = json.dumps({"f": written}) if document is None else document
    v1 = Rows(f"select 1 as id, {literal(document)}::jsonb as xdo")
    v2 = Rows(f"select 1 as id, {literal(value)}::{type_} as a")
    return Chunk(Join(target, v1, v2, {"id": "integer", "a": type_}), Span(), numbered=True)


def glanced(connection: psycopg.Connection, chunk: Chunk) -> str:
    """What a glance says of one row."""
    try:
        with connection.transaction():
            row = connection.execute(Glance(chunk).sql(1).encode()).fetchone() or ()
    except psycopg.DataError:
        return "failed"
    assert row[:3] == (1, 1, 0)
    return "equal" if row[3] is None else "unlike"


def differs(connection: psycopg.Connection, chunk: Chunk) -> bool:
    """Whether a close look finds any difference in one row, or a value that cannot be cast."""
    return count_range(connection, chunk, frozenset()).chunk is not None
