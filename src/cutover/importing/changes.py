"""The changes of an import: what it adds, fills in, keeps, leaves to a human, and no longer finds."""

from dataclasses import dataclass, field


@dataclass
class Changes:
    """Lines to show, by kind. `kept` counts what stands there and agrees with the source.

    `findings` are what the source holds and no draft can say.
    """

    added: list[str] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    kept: int = 0
    differ: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)

    def lines(self, *, most: int | None = 20) -> list[str]:
        """Return the table of numbers and, of each kind, at most so many lines."""
        kinds: tuple[tuple[str, list[str], str], ...] = (
            ("added", self.added, "new in the manifest"),
            ("filled in", self.filled, "was to decide, the source knows it"),
            ("would change", self.differ, "yours is kept; look whether the source is right"),
            ("gone", self.gone, "in the manifest, no longer in the source; nothing was removed"),
        )
        lines = [_row("kept", self.kept, "as it is")]
        if self.findings:
            kinds = (*kinds, ("not drafted", self.findings, "what no draft can say; look at each"))
        lines += [_row(name, len(found), meaning) for name, found, meaning in kinds]
        for name, found, _ in kinds:
            if found:
                lines += ["", f"{name}:", *(f"  {each}" for each in found[:most])]
                if most is not None and len(found) > most:
                    lines.append(f"  and {len(found) - most:,} more (--all shows them)")
        return lines


def _row(name: str, number: int, meaning: str) -> str:
    return f"  {name:<13}{number:>6,}  {meaning}"
