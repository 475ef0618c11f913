"""What a command prints passes the outlet, errors and mistakes of our own included."""

import logging

import pytest

from cutover.cli.__main__ import main
from cutover.evidence import Outlet, Redactor

SECRET = "h0rse/battery+staple"


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_V1_PASSWORD", SECRET)


def test_an_error_that_repeats_what_was_typed_repeats_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    """The environment's passwords are known before any manifest is read."""
    assert main([SECRET]) == 2
    err = capsys.readouterr().err
    assert "there is no command '[secret]'" in err
    assert SECRET not in err


def test_a_mistake_of_ours_is_no_answer_and_shows_no_secret(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its traceback is shown, redacted, and the exit code says that nothing can be told."""

    def broken(folder: object) -> None:
        raise LookupError(f"cannot log in by {SECRET}")

    monkeypatch.setattr("cutover.cli.check.read_folder", broken)
    assert main(["check"]) == 3
    err = capsys.readouterr().err
    assert "LookupError: cannot log in by [secret]" in err
    assert SECRET not in err


def test_the_log_and_a_secret_in_two_pieces_pass_the_outlet(capsys: pytest.CaptureFixture[str]) -> None:
    """A line is redacted whole; a logged exception too."""
    redactor = Redactor([SECRET], b"")
    handler = logging.StreamHandler()
    with Outlet(lambda: redactor).guarding():
        handler.setStream(__import__("sys").stderr)
        print(SECRET[:9], end="")
        print(SECRET[9:])
        try:
            raise ValueError(SECRET)
        except ValueError:
            logger = logging.Logger("apart")
            logger.addHandler(handler)
            logger.exception("it said %s", SECRET)
    out, err = capsys.readouterr()
    assert out == "[secret]\n"
    assert err.count("[secret]") >= 2
    assert SECRET not in err
