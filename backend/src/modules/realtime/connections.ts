/** Open connections per network; one person with many tabs stays far below, one who hoards does not. */
const MOST_PER_NETWORK = 200;

export interface Connections {
  isFull: (network: string) => boolean;
  open: (network: string) => void;
  close: (network: string) => void;
}

export function countConnections(): Connections {
  const counts = new Map<string, number>();
  return {
    isFull: (network) => (counts.get(network) ?? 0) >= MOST_PER_NETWORK,
    open: (network) => void counts.set(network, (counts.get(network) ?? 0) + 1),
    close(network) {
      const left = (counts.get(network) ?? 0) - 1;
      if (left > 0) counts.set(network, left);
      else counts.delete(network);
    },
  };
}
