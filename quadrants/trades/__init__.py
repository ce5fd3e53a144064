"""What can be traded: where it stands for both sides, and which swaps bring both of them more."""
