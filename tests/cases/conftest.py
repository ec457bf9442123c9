"""The inputs of cases are projects to inspect; their tests are not ours to run."""

collect_ignore_glob = ["*/*/input/*"]
