"""Attack tools on a running product, and what they found."""
