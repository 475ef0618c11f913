"""Approvers: the people who may seal, approve and attest, with their roles and their public keys."""

import base64
import binascii
import hashlib
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema, model_validator

from cutover.manifest.value import Texts, Value, mistake

SEALER = "sealer"
"""The role of whoever may state a sign-off, beside the roles that phases name."""

KEY_TYPES = (
    "ssh-ed25519", "sk-ssh-ed25519@openssh.com", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521", "sk-ecdsa-sha2-nistp256@openssh.com", "ssh-rsa",
)  # fmt: skip
"""What a public key may begin with: certificates and DSA are no keys of a person."""
SHORTEST_RSA = 2048


def _moment(value: object) -> object:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise mistake(
            "manifest-wrong-type",
            f"{value!r} is not a moment with its zone.",
            "Write it with its zone: 2026-12-01T08:00:00Z or 2026-12-01T09:00:00+01:00.",
        )
    return found.astimezone(UTC)


Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
"""A moment, ISO form, with its zone; kept in UTC."""

Line = Annotated[str, StringConstraints(pattern=r"^[^\s\p{C}](?:[^\p{C}\r\n]*[^\s\p{C}])?$")]
"""One line of text: no control character, no blank at its ends."""

Email = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$")]
"""A person's principal: ASCII, and no sign that an allowed-signers file gives a meaning to."""


class Key(Value):
    """One public key and when it may sign. Both ends are compulsory: a key without an end never retires."""

    public: str = Field(alias="key")
    """As `ssh-keygen` writes it into the file that ends in .pub; what stands behind the key is a comment."""
    valid_after: Moment
    valid_before: Moment

    @property
    def text(self) -> str:
        """The key's type and its base64 text, without the comment."""
        return " ".join(self.public.split()[:2])

    @property
    def fingerprint(self) -> str:
        """The key's name as `ssh-keygen -l` prints it: SHA256:…"""
        content = hashlib.sha256(base64.b64decode(self.public.split()[1])).digest()
        return "SHA256:" + base64.b64encode(content).decode().rstrip("=")

    @model_validator(mode="after")
    def _is_a_key(self) -> Self:
        if (what := _wrong_with(self.public)) is not None:
            fix = "Paste the line of the file that ends in .pub: ssh-ed25519 AAAA… name."
            raise mistake("manifest-approver-key", what, fix, "key")
        if self.valid_after >= self.valid_before:
            raise mistake(
                "manifest-approver-key",
                "The key ends before it begins.",
                "Let valid_before lie behind valid_after.",
                "valid_before",
            )
        return self


class Approver(Value):
    """A person; `email` names them in signatures. Without keys they are known and sign nothing.

    `also_known_as` are the names under which they start runs: on a machine, in git, at a forge. Nobody
    approves what they started under any of them.
    """

    name: Line
    email: Email
    roles: Texts = ()
    also_known_as: tuple[Line, ...] = ()
    keys: tuple[Key, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Everything that they are called, in the form that names are compared in."""
        return frozenset(plain_name(name) for name in (self.name, self.email, *self.also_known_as))


class ApproversFile(Value):
    """The file `approvers.yaml`."""

    people: tuple[Approver, ...] = ()


def plain_name(name: str) -> str:
    """Give the one form of a name: `Ada `, `ada` and a full-width `Ａda` are one person."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _wrong_with(public: str) -> str | None:
    """Say why a text is no public key; None where it is one."""
    kind, _, rest = public.partition(" ")
    encoded, _, comment = rest.partition(" ")
    if "PRIVATE" in public:
        return "This is a private key: it must never stand in a file that others read."
    if kind not in KEY_TYPES:
        return f"{kind[:40]!r} is no kind of public key that may sign."
    if any(unicodedata.category(sign).startswith("C") for sign in comment):
        return "The key has a control character in its comment."
    try:
        blob = base64.b64decode(encoded, validate=True)
        parts = list(_strings(blob))
    except (binascii.Error, ValueError):
        return "The key is cut off, or not base64."
    if base64.b64encode(blob).decode() != encoded or parts[:1] != [kind.encode()]:
        return "The key is cut off, or of another kind than it says."
    if kind == "ssh-rsa" and (len(parts) != 3 or len(parts[2].lstrip(b"\0")) * 8 < SHORTEST_RSA):
        return f"The key is RSA of fewer than {SHORTEST_RSA} bits."
    return None


def _strings(blob: bytes) -> Any:
    """Yield the strings that a key is made of; raises ValueError where one is cut off."""
    while blob:
        length = int.from_bytes(blob[:4], "big")
        if len(blob) < 4 + length:
            raise ValueError("cut off")
        yield blob[4 : 4 + length]
        blob = blob[4 + length :]
