"""What every refusal of this room has in common."""


class SignoffError(Exception):
    """What cannot be signed, filed or believed; ``code`` is stable, ``message`` says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
