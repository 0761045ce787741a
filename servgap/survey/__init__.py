"""What was asked and what was answered: questionnaires, answers, the ledger, counts."""
