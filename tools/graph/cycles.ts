/**
 * Finds cycles in a directed graph of names (Tarjan's strongly connected components).
 * It does not know whether the names are packages or files.
 */

interface Visit {
  readonly index: number;
  low: number;
  onStack: boolean;
}

/** The groups of nodes that reach each other; a node that points at itself is a group of one. */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const visits = new Map<string, Visit>();
  const stack: string[] = [];
  const cycles: string[][] = [];

  const close = (node: string): void => {
    const group = stack.splice(stack.indexOf(node));
    for (const member of group) {
      const visit = visits.get(member);
      if (visit) visit.onStack = false;
    }
    if (group.length > 1 || graph.get(node)?.includes(node)) cycles.push(group.sort());
  };
  const enter = (node: string): Visit => {
    const visit = { index: visits.size, low: visits.size, onStack: true };
    visits.set(node, visit);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      const known = visits.get(next);
      if (known === undefined) visit.low = Math.min(visit.low, enter(next).low);
      else if (known.onStack) visit.low = Math.min(visit.low, known.index);
    }
    if (visit.low === visit.index) close(node);
    return visit;
  };

  for (const node of graph.keys()) if (!visits.has(node)) enter(node);
  return cycles;
}
