"""Folium maps that work with no network: one page, own assets, nothing a name in the data could inject."""
