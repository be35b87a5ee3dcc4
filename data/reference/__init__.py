"""Embedded reference tables with their sources; pure to read, loaded on first use, never at import time."""
