"""What real messages and pages say, by plain means, beside what the readers make of them."""
