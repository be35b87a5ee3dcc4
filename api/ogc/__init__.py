"""OGC API – Features and Tiles for other programs (QGIS, GDAL), over what is published and nothing else."""
