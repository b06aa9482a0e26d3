"""The questionnaire on what was done, and on the unit or person whose page is open (C30)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sync.protocol.catalogue import Catalogue
from sync.protocol.forms import Poll
from tests.flow.conftest import Visit, sample_catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The sample office with a poll on one service, one unit and one person, ahead of the general one."""
    found = sample_catalogue()
    general = found.polls[0]
    service = next(one for one in found.services if one.queue)

    def on(slug: str, **about: str) -> Poll:
        return general.model_copy(update={"id": slug, **about})

    narrow = (
        on("on-service", service=service.id),
        on("on-unit", department=found.departments[0].id),
        on("on-person", person=found.people[0].id),
    )
    return found.model_copy(update={"polls": (*narrow, *found.polls)})


def test_page_of_a_unit_or_person_asks_about_that_one_alone(
    make_visit: Callable[..., Visit], catalogue: Catalogue
) -> None:
    for kind, there, other in (
        ("department", catalogue.departments[0].id, catalogue.departments[1].id),
        ("person", catalogue.people[0].id, catalogue.people[1].id),
    ):
        visit = make_visit()
        visit.go(kind, **{kind: other})
        assert f"{kind}.poll" not in visit.ids()
        visit.go(kind, **{kind: there})
        assert visit.walk(f"{kind}.poll") == ["poll"]
        assert visit.journey.trail[-1].arg("poll") == ("on-unit" if kind == "department" else "on-person")


def test_poll_of_the_menu_is_a_general_one(make_visit: Callable[..., Visit], catalogue: Catalogue) -> None:
    visit = make_visit()
    visit.go("tell")
    assert visit.walk("tell.poll", "face.2") == ["poll", "poll"]
    sent = {draft for draft in visit.journey.visit.drafts if draft.startswith("poll:")}
    assert sent == {f"poll:{catalogue.polls[3].id}:"}
