"""What operators see of a running Parkour: one line per request and task, and figures. Never who said what."""
