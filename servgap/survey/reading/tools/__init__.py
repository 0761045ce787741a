"""Survey tools: one file each, which knows the shape of one tool's export and nothing else."""
