"""A table that cannot be compared."""


class CannotCompare(Exception):
    """A table that cannot be compared as declared; `code` is stable, the text says what to do."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(f"{code}: {what}")
        self.code = code
