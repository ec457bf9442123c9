"""Whether errors are raised and caught so that someone learns of them."""
