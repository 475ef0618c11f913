"""A ledger is believed only as its footer sealed it."""

import datetime
import decimal
import sys

import pytest

from cutover.evidence import (
    Evidence,
    Footer,
    Header,
    LedgerError,
    LedgerWriter,
    Outcome,
    Redactor,
    read_ledger,
)

PLAN = (("counts/a.a", "a arrives"), ("counts/b.b", "b arrives"))
HEADER = Header(
    run="20261121T014000Z-4f2a",
    started="2026-11-21T01:40:00Z",
    cutover="0.1.0",
    environment="twin",
    pair={"identity": "twin ready", "v1": "127.0.0.1:1", "v2": "127.0.0.1:2"},
    versions={"python": "3.11"},
    manifest="sha256:00",
    snapshot="00000003-1",
    seed=7,
    command="pytest -n auto",
    selected=("counts/a.a", "counts/b.b"),
    plan=PLAN,
)
FOOTER = Footer(ended="2026-11-21T01:41:00Z", checks=0, exit_code=0, interrupted=False, digest="")


def evidence(check: str, **more: object) -> Evidence:
    """Give a piece of evidence that passed."""
    return Evidence(check, Outcome.PASSED, duty="it arrives", expected="1", actual="1", **more)


@pytest.fixture
def redactor():
    """A redactor that knows one password."""
    return Redactor(["keener-60"], key=b"key")


@pytest.fixture
def ledger(tmp_path, redactor):
    """A ledger of two checks, written to its end."""
    path = tmp_path / "runs" / "one" / "ledger.jsonl"
    writer = LedgerWriter(path, redactor)
    writer.start(HEADER)
    writer.record(evidence("counts/a.a", figures={"v1": 1}, samples=({"id": 7},), notes=("n",), seconds=0.5))
    writer.record(evidence("counts/b.b"))
    writer.end(FOOTER)
    return path


def test_what_was_written_is_read(ledger):
    """Header, evidence and footer come back as they were."""
    read = read_ledger(ledger)
    assert read.header == HEADER
    assert [entry.check for entry in read.evidence] == ["counts/a.a", "counts/b.b"]
    assert read.evidence[0] == evidence("counts/a.a", figures={"v1": 1}, samples=({"id": 7},), notes=("n",))
    assert read.footer is not None
    assert read.footer.checks == 2


def test_time_is_no_part_of_equality():
    """The same evidence seen at another speed is the same evidence."""
    assert evidence("counts/a.a", seconds=1.0) == evidence("counts/a.a", seconds=2.0)


def test_each_line_is_on_disk_before_the_next_check(tmp_path, redactor):
    """A reader beside the writer sees what was recorded so far, without a footer."""
    writer = LedgerWriter(tmp_path / "ledger.jsonl", redactor)
    writer.start(HEADER)
    writer.record(evidence("counts/a.a"))
    read = read_ledger(writer.path)
    assert read.footer is None
    assert len(read.evidence) == 1


def _interrupted_at(step: int):
    """Give a tracer that acts as Ctrl-C does, once, at one of the steps that the writer takes."""
    left = step

    def trace(frame, event, _):
        nonlocal left
        if frame.f_code.co_filename != sys.modules[LedgerWriter.__module__].__file__:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            left -= 1
            if left == 0:
                raise KeyboardInterrupt
        return trace

    return trace


def test_ctrl_c_at_any_step_leaves_a_ledger_that_can_be_sealed(tmp_path, redactor):
    """A line is there, counted and sealed, or it is not, and can be written again."""
    step, interrupted = 0, True
    while interrupted:
        step += 1
        path = tmp_path / str(step) / "ledger.jsonl"
        writer = LedgerWriter(path, redactor)
        writer.start(HEADER)
        before = sys.gettrace()
        sys.settrace(_interrupted_at(step))
        try:
            writer.record(evidence("counts/a.a"))
            interrupted = False
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(before)
        for check in sorted({"counts/a.a", "counts/b.b"} - writer.recorded):
            writer.record(evidence(check))
        writer.end(FOOTER)
        read = read_ledger(path)
        assert sorted(entry.check for entry in read.evidence) == ["counts/a.a", "counts/b.b"], step
    assert step > 100


def test_a_second_line_about_a_check_is_refused(tmp_path, redactor):
    """The first line stands; nothing overwrites it."""
    writer = LedgerWriter(tmp_path / "ledger.jsonl", redactor)
    writer.start(HEADER)
    writer.record(evidence("counts/a.a"))
    with pytest.raises(LedgerError, match="ledger-duplicate"):
        writer.record(evidence("counts/a.a"))


def test_a_run_is_never_written_over(ledger, redactor):
    """A path that holds a ledger is refused."""
    with pytest.raises(LedgerError, match="ledger-written"):
        LedgerWriter(ledger, redactor).start(HEADER)


def test_a_cut_tail_reads_without_a_footer(ledger):
    """A kill in the middle of a line leaves the lines before it, and no verdict."""
    content = ledger.read_bytes()
    for cut in range(1, len(content.splitlines()[-1]) + 1):
        ledger.write_bytes(content[:-1][:-cut])
        read = read_ledger(ledger)
        assert read.footer is None
        assert len(read.evidence) == 2


def _edited(content: bytes) -> bytes:
    return content.replace(b'"actual":"1"', b'"actual":"2"', 1)


def _without_a_line(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join(lines[:1] + lines[2:])


def _with_a_line_twice(content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    return b"".join([*lines[:2], *lines[1:]])


def _headless(content: bytes) -> bytes:
    return b"".join(content.splitlines(keepends=True)[1:])


def _with_another_kind(content: bytes) -> bytes:
    return content.replace(b'"kind":"evidence"', b'"kind":"rumour"', 1)


def _with_another_key(content: bytes) -> bytes:
    return content.replace(b'"kind":"evidence"', b'"kind":"evidence","mood":"good"', 1)


def _with_another_outcome(content: bytes) -> bytes:
    return content.replace(b'"outcome":"passed"', b'"outcome":"great"', 1)


def _with_more_after_the_footer(content: bytes) -> bytes:
    return content + b'{"kind":'


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_edited, "ledger-edited"),
        (_without_a_line, "ledger-edited"),
        (_with_a_line_twice, "ledger-duplicate"),
        (_headless, "ledger-unreadable"),
        (_with_another_kind, "ledger-unreadable"),
        (_with_another_key, "ledger-unreadable"),
        (_with_another_outcome, "ledger-unreadable"),
        (_with_more_after_the_footer, "ledger-edited"),
        (lambda content: b"", "ledger-unreadable"),
        (lambda content: b"[]\n", "ledger-unreadable"),
    ],
)
def test_a_ledger_that_was_touched_is_not_believed(ledger, change, code):
    """Every edit that changes what a ledger says is an error with its own code."""
    ledger.write_bytes(change(ledger.read_bytes()))
    with pytest.raises(LedgerError) as refusal:
        read_ledger(ledger)
    assert refusal.value.code == code


def test_a_ledger_that_is_not_there_is_an_error(tmp_path):
    """The message names the path."""
    with pytest.raises(LedgerError, match="nowhere"):
        read_ledger(tmp_path / "nowhere.jsonl")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (datetime.date(2025, 3, 1), "2025-03-01"),
        (decimal.Decimal("1.10"), "1.10"),
        (2**70, str(2**70)),
        ("\ud800", "?"),
        (b"\x00", "b'\\x00'"),
        ({"nested": [2**70, 1]}, {"nested": [str(2**70), 1]}),
        ({1, 2}, [1, 2]),
    ],
)
def test_a_sample_of_any_kind_is_written(tmp_path, redactor, value, read):
    """What a database or an answer may hold never stops the ledger."""
    writer = LedgerWriter(tmp_path / "ledger.jsonl", redactor)
    writer.start(HEADER)
    writer.record(evidence("counts/a.a", samples=({"value": value},)))
    assert read_ledger(writer.path).evidence[0].samples[0]["value"] == read


def test_a_secret_never_reaches_the_file(tmp_path, redactor):
    """Header and evidence pass through the redactor on their way."""
    writer = LedgerWriter(tmp_path / "ledger.jsonl", redactor)
    writer.start(HEADER)
    writer.record(evidence("counts/a.a", notes=("keener-60 was refused",), samples=({"p": "keener-60"},)))
    assert b"keener-60" not in writer.path.read_bytes()
