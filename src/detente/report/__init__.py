"""What people see: answers as JSON, as words and as tables."""
