"""What can come about as a graph to be drawn: DOT for Graphviz, GraphML for graph editors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import islice
from xml.etree import ElementTree

from detente.disputes.problems import DisputeError, Problem, did_you_mean, visible
from detente.graphs.graph import Graph
from detente.report.words import sets, state_in_words
from detente.stability.analysis import analyse
from detente.stability.concepts import UnknownName
from detente.stability.evolution import Arc, Evolution

MOST_STATES = 1000
MOST_ARCS = 100_000
CONCEPT = "seq"
_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_TYPES = {"int": "int", "bool": "boolean", "str": "string"}
# What XML 1.0 cannot hold, however it is escaped, and what would not come back as it was.
_NOT_IN_XML = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITY = re.compile(r"&(?=#?\w+;)")


@dataclass(frozen=True)
class Node:
    """A state as it is drawn; `on` lists what is on, `equilibrium` is of sequential stability.

    `start` is where steps are counted from: the status quo, unless another state was asked for.
    """

    number: int
    label: str
    on: str
    steps: int
    stage: int
    equilibrium: bool
    status_quo: bool
    start: bool = False


@dataclass(frozen=True)
class Edge:
    """An arc as it is drawn; `sets` says what its party changes, `improvement` if it gains."""

    source: int
    target: int
    party: str
    sets: str
    irreversible: bool
    improvement: bool = True


@dataclass(frozen=True)
class Picture:
    """States and the arcs between them.

    Attributes
    ----------
    title : str
        The dispute's.
    nodes : tuple of Node
        Those in fewer steps first.
    edges : tuple of Edge
        All arcs between them.
    left_out : int
        How many more states can come about.
    """

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int


def to_dot(evolution: Evolution, most: int = MOST_STATES, *, party: str | None = None) -> str:
    """What can come about, in the DOT language of Graphviz.

    Parameters
    ----------
    evolution : Evolution
        What `Case.evolve` gives.
    most : int
        Draw at most so many states, those in fewer steps first.
    party : str, optional
        Draw the arcs of this party only.

    Raises
    ------
    DisputeError
        If there are more arcs between them than can be drawn.
    UnknownName
        If there is no such party.

    Examples
    --------
    >>> import detente
    >>> print(detente.to_dot(detente.load("chicken").evolve()).splitlines()[0])
    digraph "Chicken" {
    """
    return dot(picture(evolution, most, party=party))


def to_graphml(evolution: Evolution, most: int = MOST_STATES, *, party: str | None = None) -> str:
    """What can come about, as GraphML; parameters and errors as for `to_dot`.

    Examples
    --------
    >>> import detente
    >>> "<graphml" in detente.to_graphml(detente.load("chicken").evolve())
    True
    """
    return graphml(picture(evolution, most, party=party))


def picture(evolution: Evolution, most: int = MOST_STATES, *, party: str | None = None) -> Picture:
    """The first states that can come about, with all arcs between them, or those of one party."""
    graph = evolution.graph
    mover = None if party is None else place_of_party(graph, party)
    drawn = evolution.reached[:most]
    asked = (arc for arc in evolution.arcs(drawn) if mover is None or arc.party == mover)
    arcs = list(islice(asked, MOST_ARCS + 1))
    if len(arcs) > MOST_ARCS:
        what = f"between the first {len(drawn):,} states there are more than {MOST_ARCS:,} arcs"
        mend = "draw fewer states (`--limit`, in the library `most`)"
        raise DisputeError([Problem(graph.dispute.title, 1, 1, what, mend)])
    stable = analyse(graph, [CONCEPT]).flags(CONCEPT)
    nodes = (_node(evolution, place, bool(stable[place])) for place in drawn.tolist())
    edges = (_edge(evolution, arc) for arc in arcs)
    left_out = len(evolution) - len(drawn)
    return Picture(graph.dispute.title, tuple(nodes), tuple(edges), left_out)


def _node(evolution: Evolution, place: int, equilibrium: bool) -> Node:
    graph = evolution.graph
    return Node(
        number=graph.states.number(place),
        label=state_in_words(graph, place),
        on="; ".join(graph.states.on(place)),
        steps=int(evolution.steps[place]),
        stage=int(evolution.stage[place]),
        equilibrium=equilibrium,
        status_quo=place == graph.status_quo,
        start=place == evolution.start,
    )


def _edge(evolution: Evolution, arc: Arc) -> Edge:
    graph, party = evolution.graph, evolution.graph.parties[arc.party]
    changes = sets(graph, party, arc.source, arc.target)
    return Edge(
        source=graph.states.number(arc.source),
        target=graph.states.number(arc.target),
        party=party,
        sets="; ".join(f"{option} = {value}" for option, value in changes.items()),
        irreversible=arc.irreversible,
        improvement=bool(graph.ranks[arc.party][arc.target] > graph.ranks[arc.party][arc.source]),
    )


def place_of_party(graph: Graph, name: str) -> int:
    """The place of a party.

    Raises
    ------
    UnknownName
        If there is no such party.
    """
    if name not in graph.parties:
        mend = did_you_mean(name, graph.parties, "choose another")
        raise UnknownName(f"there is no party `{name}`; {mend}")
    return graph.parties.index(name)


# DOT --------------------------------------------------------------------------------------------


def dot(drawn: Picture) -> str:
    """A picture in DOT: a box for each stage, equilibria ringed twice, the irreversible bold.

    Moves that are no improvements are dashed.
    """
    lines = [
        f"digraph {_quoted(drawn.title)} {{",
        f"  graph [label={_quoted(drawn.title)}, labelloc=t, rankdir=LR];",
        '  node [shape=box, style="rounded"];',
        *_stages_in_dot(drawn.nodes),
        *map(_edge_in_dot, drawn.edges),
        "}",
    ]
    return "\n".join(lines) + "\n"


def _stages_in_dot(nodes: tuple[Node, ...]) -> Iterator[str]:
    stages = sorted({node.stage for node in nodes})
    by_stage: dict[int, list[Node]] = {stage: [] for stage in stages}
    for node in nodes:
        by_stage[node.stage].append(node)
    for stage, members in by_stage.items():
        if len(stages) == 1:
            yield from map(_node_in_dot, members)
            continue
        yield f'  subgraph "cluster_{stage}" {{'
        yield f'    label="stage {stage}";'
        yield from (f"  {_node_in_dot(node)}" for node in members)
        yield "  }"


def _node_in_dot(node: Node) -> str:
    looks = {"label": f"{node.number}: {node.label}"}
    looks |= {"peripheries": "2"} if node.equilibrium else {}
    looks |= {"style": "rounded,bold"} if node.start else {}
    return f"  s{node.number} {_attributes(looks | _facts(node, {'label'}))};"


def _edge_in_dot(edge: Edge) -> str:
    looks = {"label": edge.sets or edge.party}
    style = [] if edge.improvement else ["dashed"]
    style += ["bold"] if edge.irreversible else []
    looks |= {"style": ",".join(style)} if style else {}
    looks |= {"color": "red"} if edge.irreversible else {}
    facts = _facts(edge, {"source", "target"})
    return f"  s{edge.source} -> s{edge.target} {_attributes(looks | facts)};"


def _attributes(of: dict[str, str]) -> str:
    return f"[{', '.join(f'{name}={_quoted(value)}' for name, value in of.items())}]"


def _quoted(text: str) -> str:
    """A text as DOT quotes it, so that Graphviz shows it as it is."""
    kept = _ENTITY.sub("&amp;", visible(text))
    return '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _facts(item: Node | Edge, but: set[str]) -> dict[str, str]:
    """The fields of a node or an edge as texts, truth as ``true`` and ``false``."""
    values = {f.name: getattr(item, f.name) for f in fields(item) if f.name not in but}
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in values.items()
    }


# GraphML ----------------------------------------------------------------------------------------


def graphml(drawn: Picture) -> str:
    """A picture in GraphML, with a key for each field of its nodes and edges."""
    root = ElementTree.Element("graphml", xmlns=_NAMESPACE)
    _declare(root, "graph", {"title": "string"})
    _declare(root, "node", {f.name: _TYPES[str(f.type)] for f in fields(Node)})
    ends = {"source", "target"}
    of_edges = {f.name: _TYPES[str(f.type)] for f in fields(Edge) if f.name not in ends}
    _declare(root, "edge", of_edges)
    graph = ElementTree.SubElement(root, "graph", edgedefault="directed")
    _fill(graph, "graph", {"title": drawn.title})
    for node in drawn.nodes:
        item = ElementTree.SubElement(graph, "node", id=f"s{node.number}")
        _fill(item, "node", _facts(node, set()))
    for edge in drawn.edges:
        between = {"source": f"s{edge.source}", "target": f"s{edge.target}"}
        _fill(ElementTree.SubElement(graph, "edge", between), "edge", _facts(edge, ends))
    ElementTree.indent(root)
    text: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _declare(root: ElementTree.Element, domain: str, types: dict[str, str]) -> None:
    for name, kind in types.items():
        described = {"for": domain, "attr.name": name, "attr.type": kind}
        ElementTree.SubElement(root, "key", {"id": f"{domain}.{name}"} | described)


def _fill(item: ElementTree.Element, domain: str, facts: dict[str, str]) -> None:
    for name, value in facts.items():
        data = ElementTree.SubElement(item, "data", key=f"{domain}.{name}")
        data.text = in_xml(value)


def in_xml(text: str) -> str:
    """A text on one line, with an escape for whatever XML cannot hold."""
    return _NOT_IN_XML.sub(lambda found: ascii(found[0])[1:-1], visible(text))
