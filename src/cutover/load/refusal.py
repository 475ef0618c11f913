"""Refusal: why a load run does not begin."""


class CannotLoad(Exception):
    """Wrong use, or a pair that must not be put under load: a code, what is wrong, and what to do."""

    def __init__(self, code: str, message: str, *hints: str) -> None:
        super().__init__("\n".join([f"{code}: {message}", *(f"  {hint}" for hint in hints if hint)]))
        self.code = code
        self.message = message

    @classmethod
    def told(cls, text: str) -> "CannotLoad":
        """Return the refusal that another process has told, code and all."""
        code, _, rest = text.partition(": ")
        return cls(code, rest)
