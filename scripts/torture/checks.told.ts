import type { Shop } from '../../backend/test/shop.ts';
import { isLive } from './checks.bookings.ts';
import { noteAnswer } from './journal.ts';
import type { Check, World } from './world.ts';

/** Each booking that became firm, or was cancelled, was told to its customer once, or is on record why not. */
export const messagePerBooking: Check = async ({ rows }) => {
  const found = await rows<{ what: string | null }>(`
    WITH told AS (
      SELECT e.tenant_id, e.booking_id, e.id, e.to_state::text AS which, b.state::text AS state, c.email::text AS email
      FROM booking_events e JOIN bookings b ON b.tenant_id = e.tenant_id AND b.id = e.booking_id
        LEFT JOIN customers c ON c.tenant_id = b.tenant_id AND c.id = b.customer_id
      WHERE e.kind = 'state' AND (
        (e.to_state = 'confirmed' AND (e.from_state IS NULL OR e.from_state IN ('held', 'expired', 'pending')))
        OR (e.to_state = 'cancelled' AND e.from_state = 'confirmed'))
    )
    SELECT CASE
      WHEN count(m.id) <> 1 THEN t.booking_id || ': ' || count(m.id) || ' messages say that it is ' || t.which
      WHEN bool_or(m.recipient <> t.email) THEN t.booking_id || ': the message goes to somebody else'
      WHEN t.state = t.which AND NOT bool_and(m.state = 'sent')
        THEN t.booking_id || ': is ' || t.which || ', and the message is ' || min(m.state::text) || coalesce(', ' || min(m.reason), '')
      WHEN NOT bool_and(m.state IN ('sent', 'dropped')) THEN t.booking_id || ': a message is ' || min(m.state::text)
      END AS what
    FROM told t LEFT JOIN messages m ON m.tenant_id = t.tenant_id AND m.booking_id = t.booking_id
      AND m.cause = 'event ' || t.id AND m.which = t.which
    GROUP BY t.booking_id, t.id, t.which, t.state, t.email`);
  return { looked: found.length, broken: found.flatMap(({ what }) => (what === null ? [] : [what])) };
};

/** As many as are asked once more. */
const MOST_REPLAYS = 150;

/** What was answered under a key is what the same question is answered now. */
export const sameKeySameAnswer: Check = async ({ ask, journal }) => {
  const broken: string[] = [];
  const answered = [...journal.answered.values()];
  const every = Math.max(1, Math.floor(answered.length / MOST_REPLAYS));
  for (const { key, path, body, token } of answered.filter((_, index) => index % every === 0)) {
    const reply = await ask({ method: 'POST', path, body, token, key });
    if (reply.status >= 300) broken.push(`${key}: ${path} is answered ${reply.status} now`);
    else noteAnswer(journal, { key, path, body, token }, reply.body);
  }
  for (const { key, path, answers } of answered)
    if (answers.size > 1) broken.push(`${key}: ${path} has ${answers.size} answers`);
  return { looked: answered.length, broken };
};

interface Offered {
  providers: { id: string }[];
  days: { slots: { start: string; providers: number[]; sessionId?: string; seatsLeft?: number }[] }[];
}

async function offered({ ask }: World, serviceId: string, date: string): Promise<Offered> {
  const path = `/availability?serviceId=${serviceId}&from=${date}&to=${date}`;
  const reply = await ask({ method: 'GET', path });
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`);
  return (reply.body as { data: Offered }).data;
}

/** Starts of half an hour in the shop's day (08:00 to 20:00, every quarter of an hour) with who is free, by the tables alone. */
const FREE = `
  SELECT to_char(start AT TIME ZONE 'UTC', 'HH24:MI') AS start, p.id::text AS provider
  FROM generate_series($2::date + interval '8 hours', $2::date + interval '19 hours 30 minutes', interval '15 minutes') AS wall (t)
  CROSS JOIN LATERAL (SELECT wall.t AT TIME ZONE 'UTC' AS start) AS instant
  CROSS JOIN unnest($1::uuid[]) AS p (id)
  WHERE NOT EXISTS (
    SELECT FROM allocations a WHERE a.subject_id = p.id AND ${isLive('a')}
      AND a.period && tstzrange(start, start + interval '30 minutes'))`;

async function compareStarts(world: World, shop: Shop, date: string) {
  const free = await world.rows<{ start: string; provider: string }>(FREE, [shop.providerIds, date]);
  const { providers, days } = await offered(world, shop.services.cut, date);
  const wanted = new Set(free.map(({ start, provider }) => `${start} with ${provider}`));
  const given = new Set(
    days.flatMap(({ slots }) =>
      slots.flatMap(({ start, providers: who }) =>
        who.map(
          (index) => `${new Date(start).toISOString().slice(11, 16)} with ${String(providers[index]?.id)}`,
        ),
      ),
    ),
  );
  return {
    looked: wanted.size,
    broken: [
      ...[...wanted.difference(given)].map((slot) => `${slot} is free and not offered`),
      ...[...given.difference(wanted)].map((slot) => `${slot} is offered and not free`),
    ],
  };
}

async function compareSeats(world: World, date: string) {
  const { sessions, open } = world.place;
  const left = await world.rows<{ id: string; left: number }>(
    `SELECT c.id::text AS id, (c.capacity - count(s.id) FILTER (WHERE ${isLive('s')}))::int AS left
     FROM class_sessions c LEFT JOIN seats s ON s.tenant_id = c.tenant_id AND s.class_session_id = c.id
     WHERE c.id = ANY($1::uuid[]) GROUP BY c.id, c.capacity`,
    [sessions.map(({ id }) => id)],
  );
  const { days } = await offered(world, open.services.class, date);
  const given = new Map(
    days.flatMap(({ slots }) => slots.map((slot) => [slot.sessionId, slot.seatsLeft ?? 0])),
  );
  return {
    looked: left.length,
    broken: left.flatMap(({ id, left }) =>
      (given.get(id) ?? 0) === left
        ? []
        : [`class ${id}: ${left} seats are free, ${given.get(id) ?? 0} offered`],
    ),
  };
}

const TRIES = 3;

/** What is offered is what is free. A hold may end between the two questions, so that they are asked again. */
export const offeredIsFree: Check = async (world) => {
  const { open, careful, starts, sessions } = world.place;
  const dayOf = (instant = '') => instant.slice(0, 10);
  for (let tries = 1; ; tries += 1) {
    const found = [
      await compareStarts(world, open, dayOf(starts[0])),
      await compareStarts(world, careful, dayOf(starts[0])),
      await compareSeats(world, dayOf(sessions[0]?.start)),
    ];
    const broken = found.flatMap(({ broken }) => broken);
    if (broken.length === 0 || tries === TRIES)
      return { looked: found.reduce((sum, { looked }) => sum + looked, 0), broken };
  }
};
