"""Our scripts in a real browser, on small pages under the product's own security policy."""
