"""A signature: whose key made it, for what purpose, and whether ssh-keygen calls it good."""

import base64
import binascii
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from cutover.signoff.verifier.refused import Refused
from cutover.signoff.verifier.trust import Trust

_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----\n", "-----END SSH SIGNATURE-----\n"
_MAGIC = b"SSHSIG\0\0\0\1"
_WIDTH = 70


def maker_of(armored: str) -> tuple[bytes, str]:
    """Return a signature's public key, as bytes, and its namespace; raises Refused for any odd spelling."""
    try:
        blob = base64.b64decode("".join(armored.splitlines()[1:-1]), validate=True)
        key, namespace, reserved, _hash, _made = _fields(blob)
        purpose = namespace.decode()
    except (binascii.Error, ValueError):
        raise Refused("entry-signature", "a signature is not one that ssh-keygen makes.") from None
    if armored != armor(blob) or reserved:
        raise Refused("entry-signature", "a signature is not written as ssh-keygen writes it.")
    return key, purpose


def armor(blob: bytes) -> str:
    """Give a signature as ssh-keygen writes it."""
    text = base64.b64encode(blob).decode()
    return _BEGIN + "".join(text[at : at + _WIDTH] + "\n" for at in range(0, len(text), _WIDTH)) + _END


def key_text(key: bytes) -> str:
    """Give a public key as it stands in a file that ends in .pub, without its comment."""
    kind = key[4 : 4 + int.from_bytes(key[:4], "big")].decode("ascii", "replace")
    return f"{kind} {base64.b64encode(key).decode()}"


def demand_good(
    content: bytes, armored: str, principal: str, namespace: str, at: datetime, trust: Trust
) -> None:
    """Raise Refused unless ssh-keygen says that a signature over ``content`` is the principal's."""
    program = shutil.which("ssh-keygen")
    if program is None:
        what = "ssh-keygen is not on this machine, so no signature can be looked at."
        raise Refused("ssh-keygen-missing", what, "Install OpenSSH 8.9 or newer.", lacks=True)
    with tempfile.TemporaryDirectory(prefix="cutover-verify-") as place:
        signers, signature = Path(place, "signers"), Path(place, "signature")
        signers.write_text(trust.text, encoding="utf-8")
        signature.write_text(armored, encoding="utf-8")
        about = ["-f", str(signers), "-I", principal, "-n", namespace, "-s", str(signature)]
        # The file of signers has its times in UTC; only newer versions could be told so by a Z.
        zone = {**os.environ, "TZ": "UTC", "LC_ALL": "C"}
        done = subprocess.run(
            [program, "-Y", "verify", *about, f"-Overify-time={at:%Y%m%d%H%M%S}"],
            input=content,
            capture_output=True,
            check=False,
            env=zone,
        )
    if done.returncode != 0:
        why = "".join((done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()[-1:])
        raise Refused("entry-signature", f"the signature of {principal} is not good ({why[:200]}).")


def _fields(blob: bytes) -> Iterator[bytes]:
    """Yield the fields behind a signature's name and version; raises ValueError where one is cut off."""
    if not blob.startswith(_MAGIC):
        raise ValueError("another format")
    at = len(_MAGIC)
    while at < len(blob):
        end = at + 4 + int.from_bytes(blob[at : at + 4], "big")
        if end > len(blob) or at + 4 > len(blob):
            raise ValueError("cut off")
        yield blob[at + 4 : end]
        at = end
