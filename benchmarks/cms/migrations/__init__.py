"""What Django brings a new database up to."""
