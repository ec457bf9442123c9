"""What rules on trainings in code and in notebooks share."""
