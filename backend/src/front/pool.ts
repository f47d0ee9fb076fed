/** A process that can answer, and when it last could not be reached (milliseconds since the epoch). */
export interface Upstream {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  failedAt: number;
}

/** Processes that do the same work, taken in turn. */
export interface Pool {
  /** Replaces the list; what is known about those that stay is kept. */
  set(urls: readonly string[]): void;
  /** The next one, or undefined while there is none. Those that just failed come last. */
  pick(): Upstream | undefined;
}

/** For this long after a failed connection the others are preferred. */
const avoidFor = 1_000;

export function createPool(urls: readonly string[]): Pool {
  let members: Upstream[] = [];
  let turn = 0;
  const set = (next: readonly string[]) => {
    members = next.map((url) => members.find((member) => member.url === url) ?? parse(url));
  };
  set(urls);
  return {
    set,
    pick() {
      const now = Date.now();
      const inOrder = members.map((_, index) => members[(turn + index) % members.length] as Upstream);
      turn = (turn + 1) % Math.max(members.length, 1);
      const failing = (member: Upstream) => (now - member.failedAt < avoidFor ? member.failedAt : 0);
      return inOrder.sort((one, other) => failing(one) - failing(other))[0];
    },
  };
}

function parse(url: string): Upstream {
  const { hostname, port } = new URL(url);
  return { url, host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80), failedAt: 0 };
}
