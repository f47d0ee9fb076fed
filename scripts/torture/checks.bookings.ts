import type { Check, World } from './world.ts';

/** States in which time is taken. */
const TAKES = `('held', 'pending', 'confirmed', 'checked_in', 'completed', 'blocked')`;
/** Whether a row of taken time takes it now: a hold that is over does not. */
export const isLive = (row: string) =>
  `${row}.state IN ${TAKES} AND (${row}.expires_at IS NULL OR ${row}.expires_at > now())`;

const numberOf = async ({ rows }: World, sql: string) =>
  Number((await rows<{ count: string }>(`SELECT count(*) FROM ${sql}`))[0]?.count);

export const noOverlap: Check = async (world) => {
  // A hold that is over may lie below what came after it only until somebody wants that time: rows are compared, swept or not.
  const found = await world.rows<{ subject: string; one: string; other: string }>(`
    SELECT a.subject_id AS subject, a.period::text AS one, b.period::text AS other
    FROM allocations a JOIN allocations b
      ON a.tenant_id = b.tenant_id AND a.subject_id = b.subject_id AND a.id < b.id AND a.period && b.period
    WHERE a.state IN ${TAKES} AND b.state IN ${TAKES}`);
  return {
    looked: await numberOf(world, `allocations WHERE state IN ${TAKES}`),
    broken: found.map(({ subject, one, other }) => `${subject}: ${one} and ${other}`),
  };
};

export const noSeatTwice: Check = async (world) => {
  const found = await world.rows<{ what: string }>(`
    SELECT class_session_id || ': seat ' || number || ' is sold ' || count(*) || ' times' AS what
    FROM seats WHERE state IN ${TAKES} GROUP BY class_session_id, number HAVING count(*) > 1
    UNION ALL
    SELECT c.id || ': ' || count(*) || ' of ' || c.capacity || ' seats are sold'
    FROM class_sessions c JOIN seats s ON s.tenant_id = c.tenant_id AND s.class_session_id = c.id
    WHERE s.state IN ${TAKES} GROUP BY c.id, c.capacity HAVING count(*) > c.capacity`);
  return {
    looked: await numberOf(world, `seats WHERE state IN ${TAKES}`),
    broken: found.map(({ what }) => what),
  };
};

/** Which states a booking may be in, by what its customer was told last. */
const ALLOWED: Record<string, readonly string[]> = {
  confirmed: ['confirmed'],
  cancelled: ['cancelled'],
  // Of those that wait for their deposit: what became of it is not told to anybody by an answer.
  held: ['held', 'confirmed', 'expired'],
};

export const acknowledgedAreKept: Check = async ({ rows, ask, journal }) => {
  const found = await rows<{ id: string; state: string; starts: Date; email: string | null }>(
    `SELECT b.id, b.state::text AS state, b.starts_at AS starts, c.email::text AS email
     FROM bookings b LEFT JOIN customers c ON c.tenant_id = b.tenant_id AND c.id = b.customer_id
     WHERE b.id = ANY($1::uuid[])`,
    [journal.bookings.map(({ id }) => id)],
  );
  const byId = new Map(found.map((row) => [row.id, row]));
  const broken: string[] = [];
  for (const known of journal.bookings) {
    const { id, state, startsAt, email, isCertain, token } = known;
    const row = byId.get(id);
    if (!row || row.email !== email) {
      broken.push(
        `${id}: was promised to ${email}, and ${row ? `is ${String(row.email)}'s` : 'is not there'}`,
      );
      continue;
    }
    if (!isCertain) continue;
    if (!ALLOWED[state]?.includes(row.state)) broken.push(`${id}: was told ${state}, is ${row.state}`);
    else if (row.starts.getTime() !== Date.parse(startsAt))
      broken.push(`${id}: was told ${startsAt}, is ${row.starts.toISOString()}`);
    const shown = await ask({ method: 'GET', path: `/bookings/${id}`, token });
    if (shown.status !== 200) broken.push(`${id}: is not shown to whoever has its token (${shown.status})`);
  }
  return { looked: journal.bookings.length, broken };
};

/** A booking, its time and its history say the same. */
export const bookingsAreWhole: Check = async (world) => {
  const found = await world.rows<{ what: string }>(`
    WITH taken AS (
      SELECT i.tenant_id, i.booking_id, a.state::text AS state
      FROM booking_items i JOIN allocations a ON a.tenant_id = i.tenant_id AND a.booking_item_id = i.id
      UNION ALL SELECT i.tenant_id, i.booking_id, s.state::text
      FROM booking_items i JOIN seats s ON s.tenant_id = i.tenant_id AND s.booking_item_id = i.id
    )
    SELECT b.id || ': has no item' AS what FROM bookings b WHERE NOT EXISTS (
      SELECT FROM booking_items i WHERE i.tenant_id = b.tenant_id AND i.booking_id = b.id)
    UNION ALL
    SELECT b.id || ': is ' || b.state || ' and takes nothing' FROM bookings b
    WHERE b.state IN ('confirmed', 'pending') AND NOT EXISTS (
      SELECT FROM taken t WHERE t.tenant_id = b.tenant_id AND t.booking_id = b.id)
    UNION ALL
    SELECT b.id || ': is ' || b.state || ', its time ' || t.state
    FROM bookings b JOIN taken t ON t.tenant_id = b.tenant_id AND t.booking_id = b.id
    WHERE b.state::text <> t.state AND NOT (b.state = 'held' AND b.expires_at <= now())
    UNION ALL
    SELECT b.id || ': is ' || b.state || ', its history ends otherwise' FROM bookings b WHERE b.state IS DISTINCT FROM (
      SELECT e.to_state FROM booking_events e WHERE e.tenant_id = b.tenant_id AND e.booking_id = b.id
      ORDER BY e.id DESC LIMIT 1)`);
  return { looked: await numberOf(world, 'bookings'), broken: found.map(({ what }) => what) };
};

/** Holds that ended are swept once a minute at the latest. */
export const noHoldOutlivesItsTime: Check = async (world) => {
  const found = await world.rows<{ id: string; since: Date }>(`
    SELECT id, expires_at AS since FROM bookings
    WHERE state = 'held' AND (expires_at IS NULL OR expires_at <= now() - interval '61 seconds')`);
  return {
    looked: await numberOf(world, `booking_events WHERE to_state = 'held' AND from_state IS NULL`),
    broken: found.map(({ id, since }) => `${id}: is held, though it ended ${since.toISOString()}`),
  };
};
