"""For those who watch: what is measured, and what of it should wake somebody. Pure."""
