/** A booking as the customer knows it, by answers alone. */
export interface Known {
  id: string;
  token: string;
  /** Whose it is: each booking has a customer of its own. */
  email: string;
  /** What the last answer said. */
  state: string;
  startsAt: string;
  /** False once a request about it was given up without an answer: then nobody knows. */
  isCertain: boolean;
  /** That there is something to pay before it is firm. */
  needsDeposit: boolean;
}

/** One thing that was asked for under a key, and what it must be whenever it is asked again. */
export interface Answered {
  key: string;
  path: string;
  body: object;
  token: string | undefined;
  /** Of each answer, what may not differ. */
  answers: Set<string>;
  /** Of a payment: where to pay, once that is known. */
  url?: string;
}

/** All that customers were told in a run. */
export interface Journal {
  bookings: Known[];
  answered: Map<string, Answered>;
  /** Payments that were begun. */
  payments: Set<string>;
  /** Requests that were sent, how many of them again, and how many were given up at the end. */
  sent: number;
  repeated: number;
  givenUp: number;
  /** How many forged deliveries were sent, and what they were answered. */
  forged: Record<string, number>;
  /** What was refused for good, by code. */
  refused: Record<string, number>;
}

export const newJournal = (): Journal => ({
  bookings: [],
  answered: new Map(),
  payments: new Set(),
  sent: 0,
  repeated: 0,
  givenUp: 0,
  forged: {},
  refused: {},
});

export function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

interface Body {
  data?: { id?: string; kind?: string; price?: unknown; redirectUrl?: string | null };
}

/** What of an answer is the same for ever: of a payment not how it stands, nor an address that is over. */
function lastingOf(path: string, { data }: Body): string {
  return path.endsWith('/payments')
    ? JSON.stringify([data?.id, data?.kind, data?.price])
    : JSON.stringify(data);
}

/** Notes an answer to what is asked for once. */
export function noteAnswer(journal: Journal, asked: Omit<Answered, 'answers' | 'url'>, body: unknown): void {
  const known: Answered = journal.answered.get(asked.key) ?? { ...asked, answers: new Set() };
  known.answers.add(lastingOf(asked.path, body as Body));
  const url = (body as Body).data?.redirectUrl;
  if (url) {
    known.url ??= url;
    if (known.url !== url) known.answers.add(url);
  }
  journal.answered.set(asked.key, known);
}
