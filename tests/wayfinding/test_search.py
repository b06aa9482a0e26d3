"""The search for the cheapest way against networkx's, on any graph there can be."""

from __future__ import annotations

from itertools import pairwise

import networkx
from hypothesis import given
from hypothesis import strategies as st

from kiosk.flow.wayfinding.search import cheapest

PLACES = st.integers(0, 9)
GRAPHS = st.dictionaries(st.tuples(PLACES, PLACES), st.integers(0, 5), max_size=40)


@given(GRAPHS, st.sets(PLACES, min_size=1, max_size=3), st.sets(PLACES, min_size=1, max_size=3))
def test_no_way_is_cheaper_and_every_step_is_one_of_the_graph(
    costs: dict[tuple[int, int], int], starts: set[int], ends: set[int]
) -> None:
    out: dict[int, list[tuple[int, int, tuple[int, int]]]] = {place: [] for place in range(10)}
    graph = networkx.DiGraph()
    graph.add_nodes_from(out)
    for (a, b), cost in costs.items():
        out[a].append((b, cost, (a, b)))
        graph.add_edge(a, b, weight=cost)
    known = networkx.multi_source_dijkstra_path_length(graph, starts)
    found = cheapest(out, starts, ends)
    reached = [known[end] for end in ends if end in known]
    if found is None:
        assert reached == []
        return
    steps = [step for _, step in found]
    assert [place for place, _ in found] == [b for _, b in steps]
    assert all(here[1] == there[0] for here, there in pairwise(steps))
    assert (steps[0][0] in starts and steps[-1][1] in ends) if steps else starts & ends
    assert sum(costs[step] for step in steps) == min(reached)
