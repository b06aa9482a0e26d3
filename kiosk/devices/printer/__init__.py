"""Printers: states and outcomes, the real ones, and a virtual one that misbehaves on command."""
