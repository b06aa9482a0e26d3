"""What the office can see of itself: figures by day, polls with their margin of error, exports."""
