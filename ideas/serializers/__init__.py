"""What the API takes and tells of ideas. Outputs are allow-lists, written under the reader's own veil."""
