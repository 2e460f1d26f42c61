"""What Spark reads, writes and converts, beside what one machine does."""
