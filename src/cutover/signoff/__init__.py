"""From evidence to a verdict, and to the page that states it. Talks to no system."""

from cutover.signoff.conclusion import Conclusion, conclude
from cutover.signoff.verdict import PhaseVerdict, Verdict, verdicts

__all__ = ["Conclusion", "PhaseVerdict", "Verdict", "conclude", "verdicts"]
