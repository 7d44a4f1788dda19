"""The rows that figures count: each table of the year, with what tells its records apart; one file a wing."""
