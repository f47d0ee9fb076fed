import { offerSessions } from '../../scheduling/sessions.ts';
import type { Refusal } from '../../scheduling/types.ts';
import type { Offered, Person } from './availability.answer.ts';
import type { Loaded } from './availability.problem.ts';

/** What is offered in some days, and what is not. */
export interface Part {
  offers: readonly Offered[];
  refusals: readonly Refusal[];
}

/** The sessions of a class or departure that was loaded, ascending. @param seats wanted together, at least 1 */
export function offeredSessions({ problem, sessions = [] }: Loaded, seats: number): Part {
  const { offered, refused } = offerSessions(problem, sessions, seats);
  return {
    offers: offered.map(({ id, start, end, providerId, seatsLeft }) => ({
      start,
      end,
      providers: providerId === null ? [] : [providerId],
      session: { id, seatsLeft },
    })),
    refusals: refused,
  };
}

/** Everybody whom an answer may name, by id: whoever may take a service, or gives one of the sessions. */
export function peopleOf({ providers, sessions }: Loaded): Person[] {
  if (!sessions) return providers;
  const people = new Map<string, Person>();
  for (const { providerId: id, providerName: name, providerLevel: level } of sessions)
    if (id !== null && name !== null) people.set(id, { id, name, level });
  return [...people.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
