"""What the rules on the repository have in common."""

import re

#: `MIT-LICENSE.txt` and `licenses/` as well as `LICENSE`, but not `license.py`.
LICENSE_TEXT = re.compile(
    r"(?!.*\.pyi?$)([^/]*(licen[cs]e|copying|copyright|eula)[^/]*|(legal|licen[cs]es)/.+)", re.IGNORECASE
)
