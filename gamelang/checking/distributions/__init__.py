"""The distributions of the language, one file each: a Rule that says what one draw is."""
