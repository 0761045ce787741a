"""Page one: what a report says to whoever has a minute, chosen by rule from whatever was found."""
