"""V2's envelope, FP Result: `{"success": true, "data": …, "error": null}`."""

from __future__ import annotations

from dataclasses import dataclass

KEYS = ("success", "data", "error")
BEGIN, END = b'{"success":true,"data":', b',"error":null}'


@dataclass(frozen=True, slots=True)
class Opened:
    """What an envelope holds, and where it contradicts itself or the status it came with."""

    data: object
    enveloped: bool
    findings: tuple[str, ...]


def open_envelope(answer: object, status: int, enveloped: bool = True) -> Opened:
    """Take `data` out of an FP Result; where V2 owes none, the answer itself is what it says.

    The status decides what the envelope must say: below 400 success is true and error is null, from 400
    on success is false, data is null and error says why. Each contradiction is a finding. What is no
    envelope at all comes back as it is, with one finding.
    """
    if not enveloped:
        return Opened(answer, False, ())
    if not isinstance(answer, dict) or "success" not in answer:
        return Opened(answer, False, ("the answer is no FP Result: it has no 'success'",))
    findings = [f"the envelope has no '{name}'" for name in KEYS if name not in answer]
    findings += [f"the envelope has an unknown key '{name}'" for name in answer if name not in KEYS]
    success, error, data = answer["success"], answer.get("error"), answer.get("data")
    if not isinstance(success, bool):
        findings.append(f"'success' is {success!r}, not true or false")
    elif status < 400:
        findings += _contradictions_of_success(success, error, status)
    else:
        findings += _contradictions_of_failure(success, data, error, status)
    return Opened(data, True, tuple(findings))


def holds_text(answer: bytes, data: bytes) -> bool:
    """Whether an answer is the envelope of a success around this very text."""
    return (
        len(answer) == len(BEGIN) + len(data) + len(END)
        and answer.startswith(BEGIN)
        and answer.endswith(END)
        and answer[len(BEGIN) : -len(END)] == data
    )


def _contradictions_of_success(success: bool, error: object, status: int) -> list[str]:
    findings = []
    if not success:
        findings.append(f"status {status}, but 'success' is false")
    if success and error not in (None, ""):
        findings.append("'success' is true, but 'error' is not null")
    return findings


def _contradictions_of_failure(success: bool, data: object, error: object, status: int) -> list[str]:
    findings = []
    if success:
        findings.append(f"status {status}, but 'success' is true")
    if data is not None:
        findings.append(f"status {status}, but 'data' is not null")
    if not says_why(error):
        findings.append(f"status {status}, but 'error' does not say why")
    return findings


def says_why(error: object) -> bool:
    """Whether an error is a text, or an object with a text under `message`."""
    if isinstance(error, dict):
        error = error.get("message")
    return isinstance(error, str) and bool(error.strip())
