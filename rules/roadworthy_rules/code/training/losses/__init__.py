"""What a training with torch goes backward from."""
