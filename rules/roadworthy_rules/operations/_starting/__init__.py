"""How the service is started, as the rules on operations need to know it."""
