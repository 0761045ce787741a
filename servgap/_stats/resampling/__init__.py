"""The bootstrap: without resampling where it can be, by counts, by weights or by blocks of rows elsewhere."""
