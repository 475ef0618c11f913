"""A refusal: why a repair is not begun, or stops; nothing was changed, or what was is written down.

RepairRefused
└── RepairStopped    midway: whole batches are done and archived, and the same command takes the rest up
"""


class RepairRefused(Exception):
    """What must not or cannot be done. `code` is stable, the text says what, where and what to do."""

    def __init__(self, code: str, what: str, hint: str = "") -> None:
        super().__init__(f"{code}: {what}" + (f"\n  {hint}" if hint else ""))
        self.code = code
        self.what = what
        self.hint = hint


class RepairStopped(RepairRefused):
    """A repair that has begun and cannot go on."""
