"""The criteria of the four types of GX戦略地域, in the order of the scheme's description."""
