"""The judge proves that it sees."""

from importlib import import_module

import psycopg
import pytest

from cutover.compare import LatencyJudgement, answers, hashes, smoke
from cutover.compare import chunk as chunk_module
from cutover.compare.smoke import smoke_latency


def test_nothing_is_complained_of(connection: psycopg.Connection) -> None:
    """Every comparer tells the known pairs apart, in a transaction that cannot write."""
    connection.rollback()
    connection.read_only = True
    assert smoke(connection) == ()
    assert smoke(connection, connection) == ()
    connection.rollback()
    connection.read_only = False


def test_a_blind_hash_is_complained_of(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL's own hashes alone would not pass between two servers."""
    monkeypatch.setattr(hashes, "WHOLE", (*hashes.WHOLE, *hashes.BYTES, "jsonb", "text[]"))
    complaints = smoke(connection, connection)
    for trap in ("a sign", "the upper half of a bigint", "empty documents"):
        assert f"tables: a difference goes unseen: {trap}." in complaints


def test_a_blind_walk_is_complained_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge that calls everything equal does not pass."""
    monkeypatch.setattr(answers, "same_bytes", lambda v1, v2: True)
    assert any("a cut cent" in complaint for complaint in smoke(None))


def test_a_blind_cast_is_complained_of(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table comparer that calls every field equal does not pass."""
    monkeypatch.setattr(chunk_module, "differs", lambda *ignored: "false")
    assert any("bigint's last digit" in complaint for complaint in smoke(connection))


def test_a_blind_judge_of_latency_is_complained_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that sees passes by itself; one that never knows a failure does not."""
    assert smoke_latency() == ()
    never = LatencyJudgement("pass", 300)
    monkeypatch.setattr(import_module("cutover.compare.smoke"), "judge_latency", lambda *_, **__: never)
    assert [told for told in smoke_latency() if "30 % slower" in told]
