"""Every SQL statement on stored things: reading and writing rows; no rule, no procedure, no commit."""
