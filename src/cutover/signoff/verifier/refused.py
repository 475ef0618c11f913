"""The refusal: why a sign-off does not count."""


class Refused(Exception):
    """One reason, its code stable: what is wrong, and what to do.

    ``lacks`` is true where nothing is forged or shown wrong, and something is not there yet: an approval, a
    newer run, ssh-keygen. Codes begin with what they are about: ``signoff-``, ``entry-``, ``evidence-``,
    ``attestation-``, ``chain-``, ``signers-``, ``phase-``, ``ssh-keygen-``.
    """

    def __init__(self, code: str, what: str, fix: str = "", *, lacks: bool = False) -> None:
        super().__init__(f"{code}: {what}" + (f"\n  {fix}" if fix else ""))
        self.code = code
        self.what = what
        self.fix = fix
        self.lacks = lacks
