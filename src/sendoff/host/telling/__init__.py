"""Telling a person, by Apprise: a process of its own for each message, since Apprise is large and waits."""
