"""Reading a catalogue of standards from a table or a TOML file."""
