"""The `.dist-info` directory of a wheel, and its file WHEEL."""
