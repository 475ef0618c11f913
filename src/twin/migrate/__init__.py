"""The SQL that made V2 out of V1, and what was found broken in the result."""
