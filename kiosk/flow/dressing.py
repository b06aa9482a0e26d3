"""What every page gets beside its view's own: the word of waiting, and the word that something is chosen."""

from __future__ import annotations

from dataclasses import replace

from kiosk.flow.context import Context
from kiosk.flow.page import Block, Cards, Choice, Page, Panel, go

SLOW_S = 8.0
"""Who has waited so long for an answer is offered to go on without it (U9)."""


def awaiting(page: Page, c: Context, slow: bool) -> Page:
    """While an answer is awaited, the main action says so (U9); touching it again asks nothing more.

    `slow`: the page says that nothing is lost, and how to go on. The answer is shown whenever it comes.
    """
    if not page.busy:
        return page
    if slow:
        page = replace(
            page,
            blocks=(*page.blocks, Panel(c.tr("wait.long"), icon="clock-outline")),
            small_actions=(
                *page.small_actions,
                Choice("wait.go-on", c.tr("wait.go_on"), go("home", "root"), "home"),
            ),
        )
    words = c.tr("moment.title")
    actions = tuple(
        choice if choice.role == "outlined" else replace(choice, text=words, icon="progress-clock", trailing_icon="")
        for choice in page.actions
    )
    return replace(page, actions=actions)


def told_as_chosen(page: Page, c: Context) -> Page:
    """What is chosen is seen by its mark; so it is said, too (A8, A19)."""
    return replace(
        page,
        blocks=tuple(_told(block, c) for block in page.blocks),
        side=tuple(_told(block, c) for block in page.side),
        foot=tuple(_told(block, c) for block in page.foot),
    )


def _told(block: Block, c: Context) -> Block:
    if not isinstance(block, Cards) or not any(choice.selected and not choice.said for choice in block.items):
        return block
    chosen = c.tr("choice.chosen")
    return replace(
        block,
        items=tuple(
            replace(choice, said=f"{choice.spoken}. {chosen}") if choice.selected and not choice.said else choice
            for choice in block.items
        ),
    )
