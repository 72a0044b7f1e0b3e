"""What each grammar rule means. A file is a rule; being in this folder registers it."""
