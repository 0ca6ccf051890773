"""Results as text and JSON. Pure, but for `style`, which looks at the stream it writes to."""
