"""Reading a file of ideas: bytes in, clean rows and told refusals out. Pure, no database."""
