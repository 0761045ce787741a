"""What the coverage study looks at: a file a family of procedures, each with a `FAMILY`, found by its being here."""
