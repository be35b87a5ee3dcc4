"""The last minutes before a deadline: officers submit while the ministry works, over HTTP."""
