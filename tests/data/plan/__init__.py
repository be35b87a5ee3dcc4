"""Plan documents: reading, consistency, written dates and amounts."""
