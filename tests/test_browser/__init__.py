"""What a person sees: the real command, a real browser."""
