"""One verb a file: a Survey or a Tally in, a Finding out."""
