"""Source files and frames: told apart by their content, and their cells taken as they stand."""
