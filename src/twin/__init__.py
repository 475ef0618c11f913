"""The stand-in for V1 and V2: a real pair that runs on any laptop."""

__version__ = "0.1.0"
