"""V1: the old system, its documents and its API."""
