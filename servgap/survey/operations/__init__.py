"""Operations: what was delivered, as cases with their times, or as counts."""
