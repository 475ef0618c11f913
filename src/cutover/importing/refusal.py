"""A refusal: why an import cannot be done, before anything was written.

ImportRefused    one message: a stable code, where, what happened and what to do
"""


class ImportRefused(Exception):
    """The source cannot be imported, or its drafts cannot be written. The manifest is as it was."""

    def __init__(self, code: str, where: str, what: str, fix: str) -> None:
        super().__init__(f"{code}: {where}: {what}\n  {fix}")
        self.code = code
