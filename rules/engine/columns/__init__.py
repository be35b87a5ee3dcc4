"""The same criteria answered for many plans at once, by column; reasons are written when one plan is read."""
