"""Where Renovate is configured: what both its users and the age of what it updates depend on."""

#: A pattern for the paths of its settings.
SETTINGS = r"(?:\.github/|\.gitlab/)?(?:renovate(?:-config)?\.js(?:on5?)?|\.renovaterc(?:\.json5?)?)"
