/** A version's edges with fixed shares: its parents, and what each edge would pass up if it were settled now. */
export type EdgeState = { versionId: number; parents: readonly number[]; pendingWei: readonly bigint[] };
/** Parent number `parentIndex` of `child`. */
export type Edge = { child: number; parentIndex: number };

/**
 * The edges to settle so that everything owed to `targets` has reached them, in the order that the Market wants: descending
 * children, so that one pass carries every royalty from the sold version to the furthest ancestor.
 * @param states of every version, in any order
 */
export function neededEdges(states: readonly EdgeState[], targets: ReadonlySet<number>): Edge[] {
  const below = withDescendants(states, targets);
  const reached = new Set<number>();
  const edges: Edge[] = [];
  for (const { versionId, parents, pendingWei } of [...states].sort((a, b) => b.versionId - a.versionId)) {
    parents.forEach((parent, parentIndex) => {
      // Nothing waits on this edge, and nothing will come from an edge settled before it.
      const isDry = pendingWei[parentIndex] === 0n && !reached.has(versionId);
      if (isDry || !below.has(parent)) return;
      edges.push({ child: versionId, parentIndex });
      reached.add(parent);
    });
  }
  return edges;
}

/** The targets and everything that descends from them. Ids grow along the lineage. */
function withDescendants(states: readonly EdgeState[], targets: ReadonlySet<number>): Set<number> {
  const found = new Set(targets);
  for (const { versionId, parents } of [...states].sort((a, b) => a.versionId - b.versionId)) {
    if (parents.some((parent) => found.has(parent))) found.add(versionId);
  }
  return found;
}
