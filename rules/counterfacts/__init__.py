"""The smallest change of a document that meets a criterion it fails, found from the condition as data."""
