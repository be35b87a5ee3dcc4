"""Plain value types that every other room may use; imports nothing of ours."""
