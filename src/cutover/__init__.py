"""Proves a backend migration correct before anyone switches over."""

__version__ = "0.1.0"
