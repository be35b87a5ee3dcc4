"""Files of layers taken in from the browser: kept, tried without storing, loaded, each in its turn."""
