"""What reinsurers take over of sums, premium and claims."""
