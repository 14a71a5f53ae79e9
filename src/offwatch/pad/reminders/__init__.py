"""Reminders: sealed ahead for fixed slots, sent by channels that their owner has verified."""
