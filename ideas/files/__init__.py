"""What a file from a stranger is, by its content alone: read, checked, made harmless. Pure: bytes in, bytes out."""
