"""What tokens form: simple commands, and the groups, conditions, loops and functions around them."""

from __future__ import annotations

from dataclasses import dataclass, field

from roadworthy.core.late_re import re
from roadworthy.facts.shell.lexer import Token

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\+?=.*", re.DOTALL)
#: How deep groups may nest; what is deeper belongs to the last one.
_DEPTH = 50


@dataclass(eq=False, slots=True)
class Frame:
    """A compound command: `(`, `{`, `if`, `loop` or `case`. `end` is the index of the command after it."""

    kind: str
    function: str = ""
    testing: bool = False
    after: str = ""
    end: int | None = None
    last: Raw | None = None


@dataclass(eq=False, slots=True)
class Raw:
    """A simple command as its tokens, and the compound commands around it, from the outermost."""

    line: int
    frames: tuple[Frame, ...]
    tokens: list[Token] = field(default_factory=list)
    words: list[Token] = field(default_factory=list)
    settings: list[Token] = field(default_factory=list)
    after: str = ""
    before: str = ""
    #: The `if` or loop whose condition it is.
    condition: Frame | None = None

    @property
    def guarded(self) -> bool:
        """Whether it runs only under a condition."""
        return any(frame.kind in ("if", "loop", "case") for frame in self.frames) or self.before == "||"


class _Structure:
    def __init__(self) -> None:
        self.stack: list[Frame] = []
        self.raws: list[Raw] = []
        self.current: Raw | None = None
        self.closed: Frame | None = None
        self.skipping = ""
        self.brackets = ""
        self.before = ""
        self.naming = False
        self.array: Token | None = None
        self.items: list[str] = []

    def start(self, line: int) -> Raw:
        if self.current is None:
            testing = next((f for f in reversed(self.stack) if f.kind in ("if", "loop")), None)
            condition = testing if testing is not None and testing.testing else None
            self.current = Raw(line, tuple(self.stack), condition=condition, before=self.before)
            self.closed = None
        return self.current

    def finish(self, operator: str) -> None:
        if self.current is not None:
            self.current.after = operator
            self.raws.append(self.current)
            for frame in self.stack:
                frame.last = self.current
            self.current = None
        elif self.closed is not None:
            self.closed.after = operator
            self.closed.end = len(self.raws)
            self.closed = None
        self.before = operator

    def push(self, frame: Frame) -> None:
        if len(self.stack) < _DEPTH:
            self.stack.append(frame)
        self.before = ""

    def pop(self, *kinds: str) -> None:
        self.finish("")
        if self.stack and self.stack[-1].kind in kinds:
            self.closed = self.stack.pop()

    def operator(self, token: Token) -> None:
        text = token.text
        if self.skipping:
            return
        if self.array is not None:
            if text == ")":
                self.array.text += " ".join(self.items)
                self.array, self.items = None, []
            return
        raw = self.current
        if text == "(" and raw and raw.settings and not raw.words and raw.settings[-1].text.endswith("="):
            self.array = raw.settings[-1]
            return
        if text == "(" and self.stack and self.stack[-1].kind == "name":
            return
        if text == "(":
            if self.current is not None and len(self.current.words) == 1 and len(self.current.tokens) == 1:
                name = self.current.words[0].text
                self.current = None
                self.push(Frame("name", function=name))
            else:
                self.push(Frame("("))
        elif text == ")":
            if self.stack and self.stack[-1].kind == "name":
                return
            if self.stack and self.stack[-1].kind == "case":
                self.current = None  # the pattern of a branch
                return
            self.pop("(")
        else:
            self.finish("" if text == "\n" else text)

    def word(self, token: Token) -> None:
        text = token.text
        if self.skipping:
            if text == self.skipping and not token.quoted:
                self.skipping = ""
                if text == "do" and self.stack:
                    self.stack[-1].testing = False
            return
        if self.array is not None:
            # `NAME=(one two)`: an array is kept as the words that `"${NAME[@]}"` stands for.
            self.items.append(text)
            return
        if self.naming:
            self.naming = False
            self.push(Frame("name", function=text))
            return
        fresh = self.current is None or not (self.current.words or self.current.settings)
        if fresh and not token.quoted and not token.target and self.keyword(text):
            return
        raw = self.start(token.line)
        raw.tokens.append(token)
        if token.target:
            return
        if not raw.words and _ASSIGNMENT.fullmatch(text):
            raw.settings.append(token)
        else:
            raw.words.append(token)

    def keyword(self, text: str) -> bool:
        """Take a reserved word; tell whether it was one."""
        top = self.stack[-1] if self.stack else None
        if text == "{":
            if top is not None and top.kind == "name":
                top.kind = "{"
            else:
                self.push(Frame("{"))
        elif text == "}":
            self.pop("{")
        elif text == "if":
            self.push(Frame("if", testing=True))
        elif text in ("then", "else", "elif") and top is not None and top.kind == "if":
            top.testing = text == "elif"
        elif text == "fi":
            self.pop("if")
        elif text in ("while", "until"):
            self.push(Frame("loop", testing=True))
        elif text in ("for", "select"):
            self.push(Frame("loop"))
            self.skipping = "do"
        elif text == "do" and top is not None and top.kind == "loop":
            top.testing = False
        elif text == "done":
            self.pop("loop")
        elif text == "case":
            self.push(Frame("case"))
            self.skipping = "in"
        elif text == "esac":
            self.pop("case")
        elif text == "function":
            self.naming = True
        else:
            return text in ("!", "time")
        return True


def structured(items: list[Token]) -> list[Raw]:
    """Return the simple commands of a script in order."""
    made = _Structure()
    brackets = ""
    for token in items:
        # Within `[[ ]]`, operators are words.
        if brackets:
            if token.operator and token.text != "\n":
                token = Token(token.text, token.line, quoted=True)
            elif token.text == brackets or token.operator:
                brackets = ""
        elif token.text == "[[" and not token.quoted and not token.operator:
            brackets = "]]"
        if token.operator:
            made.operator(token)
        else:
            made.word(token)
    made.finish("")
    return made.raws
