"""A page as a browser's parser finds it, for tests: elements, their text, and what they lead to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})


@dataclass(eq=False)
class Element:
    """An element, the elements and texts in it, and the one that it is in."""

    tag: str
    attributes: dict[str, str]
    within: Element | None = field(default=None, repr=False)
    children: list[Element | str] = field(default_factory=list, repr=False)

    def all(self, tag: str | None = None) -> Iterator[Element]:
        """All elements below, of one kind if told."""
        for child in self.children:
            if isinstance(child, Element):
                if tag is None or child.tag == tag:
                    yield child
                yield from child.all(tag)

    @property
    def text(self) -> str:
        """The text of all below."""
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    @property
    def classes(self) -> set[str]:
        """Its classes."""
        return set(self.attributes.get("class", "").split())

    def ancestors(self) -> Iterator[Element]:
        """What it is in, the nearest first."""
        at = self.within
        while at is not None:
            yield at
            at = at.within


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_endtag(self, tag: str) -> None:
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        assert self.at.within is not None
        self.at = self.at.within

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def parsed(page: str) -> Element:
    """The root of a page, all of whose elements are closed in order."""
    parser = _Parser()
    parser.feed(page)
    parser.close()
    assert parser.at is parser.root, f"<{parser.at.tag}> is not closed"
    return parser.root
