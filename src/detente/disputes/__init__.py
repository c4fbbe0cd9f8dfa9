"""What a dispute is, its file, its checks with line numbers, and other formats in and out."""
