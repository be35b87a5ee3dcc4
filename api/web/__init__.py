"""Server-rendered pages in Japanese with an English switch; no page needs a script."""
