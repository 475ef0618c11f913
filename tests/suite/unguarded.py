"""A plugin for pytest that takes the redaction away, to see that the canaries would be found without it."""

from cutover.evidence import Redactor

Redactor.text = lambda self, text: text  # type: ignore[method-assign]
Redactor.seen = lambda self, text: text  # type: ignore[method-assign]
