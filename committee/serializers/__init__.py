"""What the API takes and tells of the committee. What a whole room reads is written under the shared veil."""
