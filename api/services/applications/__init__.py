"""Use cases of applications in calls: start, edit, send, correct and compare them; their notices."""
