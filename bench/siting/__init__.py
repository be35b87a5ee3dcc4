"""The national siting screen beside geopandas, an STRtree, a distance raster and PostGIS."""
