"""XanoScript: what can be told of a worker's script without running it.

A reader of the subset that workers are written in: one function a file with inputs, a stack of statements
and a response. It knows control flow, variables, calls that can fail, the kinds of their results, and the
names of V2's tables and columns; it does not know filters, columns' types, or what an expression is worth.
"""

from cutover.compare.xanoscript.rules import Reading, judge_script
from cutover.compare.xanoscript.tree import CannotRead, Function, read_script

__all__ = ["CannotRead", "Function", "Reading", "judge_script", "read_script"]
