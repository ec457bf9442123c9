"""Words and operators of a shell script, as a POSIX shell reads them (IEEE Std 1003.1, "Token Recognition").

Templates that a CI system fills in before the shell runs (`${{ matrix.python }}`, `<< parameters.cmd >>`) are
parts of words. One pass, linear in the text; a quote that is left open ends with the script.
"""

from __future__ import annotations

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.late_re import re

#: Characters of a script: more are no longer a script that someone reads.
SCRIPT_SIZE = 200_000
_PLAIN = re.compile(r"[^\s'\"\\$`;&|()<>#{}]++")
_IN_QUOTES = re.compile(r"[^\"\\$`<]++")
_TEMPLATE = re.compile(r"\$\{\{.*?\}\}|<<\s*(?:parameters|pipeline|matrix)\.[\w.-]+\s*>>", re.DOTALL)
_OPERATORS = ("&&", "||", ";;", "|&", ";", "&", "|", "(", ")")
_HEREDOC = re.compile(r"<<(-?)[ \t]*(?:'([^'\n]+)'|\"([^\"\n]+)\"|\\?([^\s;&|<>()'\"]+))")
_REDIRECTION = re.compile(r"(?:&>>?|[<>]&|>>|>\||<>|<<<|[<>])[ \t]*(?:&?[0-9-](?![\w.]))?")


@dataclass(slots=True)
class Token:
    """A word or an operator (a new line is `"\\n"`), with the line that it begins on, from 0."""

    text: str
    line: int
    operator: bool = False
    quoted: bool = False
    #: Scripts within: of `$(...)` and backquotes, and what is redirected into a command; each with its line.
    scripts: list[tuple[str, int]] = field(default_factory=list)
    #: It is where a redirection leads, not an argument.
    target: bool = False


def tokens(script: str) -> list[Token]:
    """Return the tokens of a script; comments are left out, quotes and escapes are resolved."""
    return _Lexer(script[:SCRIPT_SIZE]).run()


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.line = text, 0, 0
        #: What a word consists of so far: to join each piece at once would copy the word for each.
        self.parts: list[str] = []
        #: Where the last `${{ }}` may end: behind it, none needs to be looked for.
        self.last_end = text.rfind("}}")
        self.found: list[Token] = []
        self.word: Token | None = None
        self.heredocs: list[tuple[str, bool, Token]] = []
        self.target = False

    def run(self) -> list[Token]:
        text, size = self.text, len(self.text)
        while self.at < size:
            char = text[self.at]
            if plain := _PLAIN.match(text, self.at):
                self.add(plain[0])
                self.at = plain.end()
            elif char == "\n":
                self.newline()
            elif char.isspace():
                self.end()
                self.at += 1
            elif char == "#" and self.word is None:
                end = text.find("\n", self.at)
                self.at = size if end < 0 else end
            elif char in "'\"`\\$":
                self.special(char)
            elif char in "<>" or text.startswith("&>", self.at):
                self.redirection()
            elif operator := next((op for op in _OPERATORS if text.startswith(op, self.at)), None):
                self.end()
                self.found.append(Token(operator, self.line, operator=True))
                self.at += len(operator)
            else:
                self.add(char)
                self.at += 1
        self.end()
        return self.found

    def add(self, text: str, quoted: bool = False) -> Token:
        if self.word is None:
            self.word = Token("", self.line, target=self.target)
            self.target = False
        self.parts.append(text)
        self.word.quoted = self.word.quoted or quoted
        return self.word

    def end(self) -> None:
        if self.word is not None:
            self.word.text = "".join(self.parts)
            self.parts = []
            self.found.append(self.word)
            self.word = None

    def newline(self) -> None:
        self.end()
        self.target = False
        self.found.append(Token("\n", self.line, operator=True))
        self.at += 1
        self.line += 1
        for mark, indented, token in self.heredocs:
            self.heredoc(mark, indented, token)
        self.heredocs = []

    def heredoc(self, mark: str, indented: bool, token: Token) -> None:
        """Skip the lines of a here-document, and keep them as a script of the token before."""
        begin, first = self.at, self.line
        end = len(self.text)
        while self.at < len(self.text):
            stop = self.text.find("\n", self.at)
            stop = len(self.text) if stop < 0 else stop
            row = self.text[self.at : stop].rstrip("\r")
            here = self.at
            self.at = min(stop + 1, len(self.text))
            self.line += 1
            # A CI system cuts the indentation of a block, so the mark may have lost or kept some.
            if (row.lstrip("\t") if indented else row) == mark:
                end = here
                break
        token.scripts.append((self.text[begin:end], first))

    def special(self, char: str) -> None:
        text = self.text
        if char == "\\":
            if text.startswith(("\\\n", "\\\r\n"), self.at):
                self.at = text.index("\n", self.at) + 1
                self.line += 1
            else:
                self.add(text[self.at + 1 : self.at + 2], quoted=True)
                self.at += 2
        elif char == "'":
            end = text.find("'", self.at + 1)
            end = len(text) if end < 0 else end
            self.quoted(text[self.at + 1 : end], end + 1)
        elif char == '"':
            self.double()
        elif template := self.template():
            self.quoted(template[0], template.end())
        elif char == "`":
            end = text.find("`", self.at + 1)
            end = len(text) if end < 0 else end
            self.script(text[self.at + 1 : end], end + 1)
        elif text.startswith("$(", self.at):
            end = _closing(text, self.at + 2)
            if text.startswith("((", self.at + 1) and text[end - 1] == ")":
                self.quoted(text[self.at : end + 1], end + 1)  # arithmetic
            else:
                self.script(text[self.at + 2 : end], end + 1)
        elif text.startswith("${", self.at):
            end = text.find("}", self.at)
            end = len(text) if end < 0 else end
            self.quoted(text[self.at : end + 1], end + 1)
        else:
            self.add(char)
            self.at += 1

    def template(self) -> re.Match[str] | None:
        """Return what a CI system fills in, if it begins here."""
        if self.text.startswith("${{", self.at) and self.at > self.last_end:
            return None
        return _TEMPLATE.match(self.text, self.at)

    def quoted(self, text: str, end: int) -> None:
        self.add(text, quoted=True)
        self.line += self.text.count("\n", self.at, end)
        self.at = end

    def script(self, inner: str, end: int) -> None:
        token = self.add(self.text[self.at : end])
        token.scripts.append((inner, self.line))
        self.line += self.text.count("\n", self.at, end)
        self.at = end

    def double(self) -> None:
        """Read a double-quoted string, with what is substituted in it."""
        self.add("", quoted=True)
        self.at += 1
        text, size = self.text, len(self.text)
        while self.at < size and text[self.at] != '"':
            char = text[self.at]
            if text.startswith("\\\n", self.at):
                self.at += 2
                self.line += 1
            elif char == "\\" and self.at + 1 < size:
                kept = text[self.at + 1]
                self.add(kept if kept in '"\\$`' else "\\" + kept)
                self.at += 2
            elif char == "`" or text.startswith("$(", self.at) or self.template():
                self.special(char)
            elif plain := _IN_QUOTES.match(text, self.at):
                self.add(plain[0])
                self.line += plain[0].count("\n")
                self.at = plain.end()
            else:
                self.add(char)
                self.at += 1
        self.at += 1

    def redirection(self) -> None:
        text = self.text
        if template := self.template():
            self.quoted(template[0], template.end())
            return
        here = None if text.startswith("<<<", self.at) else _HEREDOC.match(text, self.at)
        if here:
            self.end()
            token = Token("", self.line, target=True)
            self.found.append(token)
            self.heredocs.append((here[2] or here[3] or here[4], bool(here[1]), token))
            self.at = here.end()
            return
        if text.startswith(("<(", ">("), self.at):
            end = _closing(text, self.at + 2)
            self.script(text[self.at + 2 : end], end + 1)
            return
        # The number before `>` is a file descriptor, not an argument.
        if self.word is not None and not self.word.quoted and "".join(self.parts).isdigit():
            self.word = None
            self.parts = []
        self.end()
        found = _REDIRECTION.match(text, self.at)
        self.at = found.end() if found else self.at + 1
        self.target = not (found and found[0][-1] in "0123456789-")


def _closing(text: str, at: int) -> int:
    """Return where the bracket closes that is open at `at`: the end of the text where it never does."""
    depth, size = 1, len(text)
    while at < size:
        char = text[at]
        if char == "\\":
            at += 1
        elif char in "'\"":
            end = text.find(char, at + 1)
            at = size if end < 0 else end
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if not depth:
                return at
        at += 1
    return size
