"""The ground of a GX strategic zone: plots, circles, groups, borders, named plants; no database, no rules."""
