"""The pytest edge: a run from its options to its ledger.

One module a noun. ``fix_<noun>`` modules hold hooks and fixtures and nothing that could live without
pytest; what they call stands beside them.
"""
