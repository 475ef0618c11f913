"""Samples travel and are kept without losing or changing one."""

from pathlib import Path

import numpy as np
import pytest

from cutover.load.failure import ALL, Failure
from cutover.load.samples import SYSTEMS, Recorder, SampleFile, Samples, merged, read_samples

Row = tuple[float, float, str, str, str, Failure]


def _rows(samples: Samples) -> list[Row]:
    names = (
        [samples.endpoints[each] for each in samples.endpoint],
        [samples.workflows[each] for each in samples.workflow],
        [SYSTEMS[each] for each in samples.system],
        [ALL[each] for each in samples.failure],
    )
    return list(zip(samples.due.tolist(), samples.took.tolist(), *names, strict=True))


def _recorded(rows: list[Row]) -> Samples:
    recorder = Recorder()
    for row in rows:
        recorder.add(*row)
    return recorder.taken()


FIRST: list[Row] = [
    (0.25, 0.012345678901234567, "home.kpis", "probe", "v2", Failure.NONE),
    (0.5, 5.0, "leads.funnel", "finance", "v1", Failure.TIMED_OUT),
]
SECOND: list[Row] = [
    (0.75, 0.1, "leads.funnel", "probe", "v2", Failure.NONSENSE),
    (0.5, 0.2, "endpöint", "admin", "v2", Failure.BAD_GATEWAY),
]


def test_a_pack_is_read_as_it_was_written() -> None:
    """Every value and name comes back, to the last bit."""
    assert _rows(Samples.unpack(_recorded(FIRST + SECOND).pack())) == FIRST + SECOND
    assert len(Samples.unpack(Samples().pack())) == 0


def test_samples_of_several_workers_keep_their_names() -> None:
    """Each worker numbers endpoints as they come; merged, each request still has its own."""
    assert _rows(merged([_recorded(FIRST), Samples(), _recorded(SECOND)])) == FIRST + SECOND


def test_a_recorder_gives_each_request_once() -> None:
    """What was taken is not given again, and the count goes on."""
    recorder = Recorder()
    recorder.add(*FIRST[0])
    assert _rows(recorder.taken()) == FIRST[:1]
    assert len(recorder.taken()) == 0
    recorder.add(*FIRST[1])
    assert _rows(recorder.taken()) == FIRST[1:]
    assert recorder.count == 2


def test_a_file_that_was_cut_off_gives_what_is_whole(tmp_path: Path) -> None:
    """Wherever a kill cuts the second pack, the first one is read, and never half a request."""
    file = SampleFile(tmp_path / "run" / "samples")
    file.add(_recorded(FIRST))
    first = (tmp_path / "run" / "samples").stat().st_size
    file.add(_recorded(SECOND))
    file.close()
    whole = (tmp_path / "run" / "samples").read_bytes()
    assert _rows(read_samples(tmp_path / "run" / "samples")) == FIRST + SECOND
    cut = tmp_path / "cut"
    for length in range(first, len(whole)):
        cut.write_bytes(whole[:length])
        assert _rows(read_samples(cut)) == FIRST


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"cutover", b"cutoveR"), (b'"requests":4', b'"requests":5'), (b'"requests":4', b'"requests":-'),
     (b'"endpoints":[', b'"endpoints":1'), (b'"home.kpis"', b'0          ')],
)  # fmt: skip
def test_bytes_that_are_no_samples_are_refused(old: bytes, new: bytes) -> None:
    """What a worker sends is numbers and names, whole, or it is refused."""
    packed = _recorded(FIRST + SECOND).pack()
    assert old in packed
    with pytest.raises(ValueError, match=r"pack|line 1 column"):
        Samples.unpack(packed.replace(old, new))


def test_a_number_without_a_name_is_refused() -> None:
    """A failure that is not in the list would be taken for another."""
    packed = bytearray(_recorded(FIRST).pack())
    packed[-1] = len(ALL)
    with pytest.raises(ValueError, match="unknown failure"):
        Samples.unpack(bytes(packed))


def test_any_bytes_are_samples_or_refused() -> None:
    """A thousand random changes of a pack are read as samples or refused, and nothing else happens."""
    random, packed = np.random.default_rng(7), _recorded(FIRST + SECOND).pack()
    for _ in range(1000):
        changed = bytearray(packed)
        changed[random.integers(len(packed))] = random.integers(256)
        try:
            assert len(Samples.unpack(bytes(changed))) == 4
        except ValueError:
            continue
