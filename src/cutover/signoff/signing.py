"""Signing: a signature by `ssh-keygen -Y sign`, with a key of the person's own, or through their ssh-agent.

SigningError
    code ``ssh-keygen-missing``, ``key-unreadable``, ``key-unknown``, ``key-not-valid``, ``key-ambiguous``,
    ``key-refused``
"""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cutover.manifest import Approver, Key, Migration
from cutover.signoff.error import SignoffError

_HOW = "Name your key: --key ~/.ssh/id_ed25519 (a .pub file lets ssh-agent sign)."


class SigningError(SignoffError):
    """Why nothing was signed."""


@dataclass(frozen=True)
class Signer:
    """A person of approvers.yaml with the key that they sign with; without a ``place`` ssh-agent holds it."""

    person: Approver
    key: Key
    place: Path | None

    def sign(self, content: bytes, namespace: str) -> str:
        """Return the signature over some bytes, for one purpose; raises SigningError."""
        if self.place is not None:
            return self._signed(self.place, content, namespace)
        # ssh-keygen finds an agent's key by its public half, in a file.
        with tempfile.TemporaryDirectory(prefix="cutover-key-") as folder:
            place = Path(folder, "key.pub")
            place.write_text(self.key.text + "\n", encoding="utf-8")
            return self._signed(place, content, namespace)

    def _signed(self, place: Path, content: bytes, namespace: str) -> str:
        done = subprocess.run(
            [_program("ssh-keygen"), "-q", "-Y", "sign", "-f", str(place), "-n", namespace],
            input=content, capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            why = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no reason given"]
            raise SigningError(
                "key-refused", f"ssh-keygen did not sign with {place}: {why[0][:200]}.\n  {_HOW}"
            )
        return done.stdout.decode()


def signer(migration: Migration, key: Path | None, now: datetime) -> Signer:
    """Return who signs with a key file, or with the one key of ssh-agent that approvers.yaml knows."""
    if key is not None:
        return _known(migration, _public(key), key, now)
    held = [text for text in _held() if _owner(migration, text) is not None]
    if len(held) != 1:
        what = f"{len(held)} of its keys are" if held else "none of its keys is"
        code = "key-ambiguous" if held else "key-unknown"
        raise SigningError(code, f"no --key, and ssh-agent cannot tell: {what} in approvers.yaml.\n  {_HOW}")
    return _known(migration, held[0], None, now)


def _known(migration: Migration, public: str, place: Path | None, now: datetime) -> Signer:
    found = _owner(migration, public)
    if found is None:
        raise SigningError(
            "key-unknown",
            f"the key of {place} is nobody's in migration/approvers.yaml.\n"
            "  Add its public line there, with your name, roles and how long it is valid.",
        )
    person, key = found
    if not key.valid_after <= now < key.valid_before:
        raise SigningError(
            "key-not-valid",
            f"{person.email}'s key {key.fingerprint} is valid from {key.valid_after:%Y-%m-%d %H:%M %Z} to"
            f" {key.valid_before:%Y-%m-%d %H:%M %Z}, and now is {now:%Y-%m-%d %H:%M %Z}.\n"
            "  Sign with another, or let approvers.yaml be changed.",
        )
    return Signer(person, key, place)


def _owner(migration: Migration, public: str) -> tuple[Approver, Key] | None:
    text = " ".join(public.split()[:2])
    found = ((person, key) for person in migration.people for key in person.keys)
    return next(((person, key) for person, key in found if key.text == text), None)


def _public(key: Path) -> str:
    """Return the public line of a key file, private or public, and ask for no passphrase if that can be."""
    if not key.is_file():
        raise SigningError("key-unreadable", f"there is no key {key}.\n  {_HOW}")
    if key.suffix == ".pub":
        return key.read_text(encoding="utf-8", errors="replace")
    beside = key.with_name(key.name + ".pub")
    if beside.is_file():  # so that the passphrase is asked for once, when it signs
        return beside.read_text(encoding="utf-8", errors="replace")
    done = subprocess.run(
        [_program("ssh-keygen"), "-y", "-f", str(key)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        why = "".join(done.stderr.strip().splitlines()[-1:])[:200]
        raise SigningError("key-unreadable", f"{key} is no key that ssh-keygen can read ({why}).\n  {_HOW}")
    return done.stdout


def _held() -> list[str]:
    """Return the public lines of ssh-agent's keys; none where there is no agent."""
    if not os.environ.get("SSH_AUTH_SOCK"):
        return []
    done = subprocess.run([_program("ssh-add"), "-L"], capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else []


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SigningError(
            "ssh-keygen-missing",
            f"{name} is not on this machine, and it makes the signatures.\n  Install OpenSSH 8.9 or newer.",
        )
    return found
