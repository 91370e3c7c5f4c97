"""How do shown figures become pages, and pages a release? Nothing is imported here, so that drawing stays optional."""
