"""Repair: the only room that writes, and only to V2. Nobody but the command line asks for it."""
