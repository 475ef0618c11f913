"""A request that we gave up ourselves says nothing about V2."""

from types import SimpleNamespace

import pytest

from cutover.load.failure import Failure
from cutover.load.sending import Part, Sending
from cutover.manifest import Stage


@pytest.fixture
def sending() -> Sending:
    """A sender of a stage that asks nobody by itself."""
    stage = Stage.model_validate({"id": "gate-10", "says": "x", "users": 1, "ramp": "1s", "duration": "1s"})
    sides = {name.lower(): SimpleNamespace(name=name, requests_per_second=None) for name in ("V1", "V2")}
    opened = SimpleNamespace(migration=SimpleNamespace(users=()), pair=SimpleNamespace(**sides), run="r")
    return Sending(opened, stage, Part(0, 1))  # type: ignore[arg-type]


def test_a_request_under_ctrl_c_is_no_time_out_of_v2(sending: Sending) -> None:
    """Interrupted in its midst, it is not recorded at all; one that never came has timed out."""
    with pytest.raises(KeyboardInterrupt), sending.under_way(0.0, "home.kpis", "viewer", "v2"):
        raise KeyboardInterrupt
    with sending.under_way(0.0, "home.kpis", "viewer", "v2"):
        sending.close()
    samples = sending.recorder.taken()
    assert samples.of(Failure.TIMED_OUT).tolist() == [True]
