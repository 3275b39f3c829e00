"""Questions, papers and marks: plain values and pure functions. Nothing here knows of a database or a page."""
