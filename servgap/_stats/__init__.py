"""Arrays in, small frozen outcomes out; no frames, and not a word about surveys."""
