"""Values and contracts: what a rule, a finding, a fact and a result are."""
