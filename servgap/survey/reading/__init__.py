"""Reading: from a file or a frame to a Survey, nothing guessed unseen."""
