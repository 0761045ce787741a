"""Several gaps at once: corrections, simultaneous intervals, joint tests."""
