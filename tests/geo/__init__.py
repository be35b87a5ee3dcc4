"""Laws and known figures of the pure geo room."""
