"""What is said of a page: made from the same description as its picture, so that nothing can be left out (A19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kiosk.flow import page as p
from language import Content


def spoken(page: p.Page, aloud: bool = False) -> tuple[str, ...]:
    """Return the page line by line in reading order.

    `aloud`: for everybody to hear. What the visitor has entered on a private page is then not said (A24).
    """
    return tuple(line for line in _page(discreet(page) if aloud else page) if line.strip())


def discreet(page: p.Page) -> p.Page:
    """Return a private page without what was entered: fields say how long they are, answers only their question."""
    if not page.private:
        return page
    blocks: list[p.Block] = []
    for block in page.blocks:
        if isinstance(block, p.Entry):
            blocks.append(replace(block, masked=True))
        elif isinstance(block, p.Cards):
            blocks.append(replace(block, items=tuple(_unsaid(choice) for choice in block.items)))
        else:
            blocks.append(block)
    return replace(page, blocks=tuple(blocks))


def _unsaid(choice: p.Choice) -> p.Choice:
    return replace(choice, said=choice.note) if choice.said and choice.note else choice


def _page(page: p.Page) -> Iterator[str]:
    if page.progress:
        yield page.progress.words
    if page.chip:
        yield page.chip.text
    yield page.title
    yield page.subtitle
    for block in page.all_blocks():
        yield from _block(block)
    for choice in (*page.actions, *page.small_actions):
        yield from _choice(choice)


def _line(between: str, *parts: str) -> Iterator[str]:
    """One line; parts in another language than the page's are lines of their own, to be said in that language."""
    if any(isinstance(part, Content) for part in parts):
        yield from parts
    else:
        yield between.join(part for part in parts if part)


def _choice(choice: p.Choice) -> Iterator[str]:
    yield from (choice.said,) if choice.said else _line(". ", choice.text, choice.note)


def _block(block: p.Block) -> Iterator[str]:  # noqa: C901  one short case for each kind of block
    match block:
        case p.Cards(items=items):
            for choice in items:
                yield from _choice(choice)
        case p.Facts(rows=rows):
            for row in rows:
                yield from _line(": ", row.label, row.value)
        case p.Listing(items=items, title=title):
            yield title
            for item in items:
                yield from (item.text, item.note)
        case p.Timeline(items=points):
            for point in points:
                yield from (point.text, point.note)
        case p.Entry(label=label, value=value, error=error, masked=masked, placeholder=placeholder):
            shown = "*" * len(value) if masked else value
            yield from _line(": ", label, shown) if value else _line(". ", label, placeholder)
            yield error
        case p.Number(value=value, label=label, note=note):
            yield from (label, value, note)
        case p.Strip(text=text, chip=chip, choice=choice):
            yield text
            yield chip.text if chip else ""
            yield choice.text if choice else ""
        case p.QrCode(title=title, text=text) | p.Empty(title=title, text=text) | p.Panel(title=title, text=text):
            yield from (title, text)
        case p.FloorMap(plan=plan):
            yield plan.title  # the way on it is said by the page's list of directions
        case p.Viewfinder(hint=hint):
            yield hint
        case p.TouchTest(left=left):
            yield left
        case p.Picture(text=text):
            yield text
        case p.Heading(text=text, note=note):
            yield from (text, note)
        case p.Paragraph(text=text) | p.Chip(text=text):
            yield text
