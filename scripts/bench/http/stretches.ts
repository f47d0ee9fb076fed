import { dateOf, DAY, isoOf } from '../../../backend/src/scheduling/days.ts';
import { PASSWORD } from '../../../backend/test/browser.ts';
import type { Measurement } from '../../bench.ts';
import { atMost } from '../rounds.ts';
import { ADMIN, type Place } from './place.ts';
import { TODAY } from './slots.ts';
import type { Server, Stage } from './stage.ts';

const TIMES = 5;
const MOST_US = 20_000;
const SERVICES = 8;

const dates = (days: number) => ({ from: dateOf(TODAY + 1), to: dateOf(TODAY + days) });

interface Request {
  name: string;
  path: string;
  /** Of a POST; the same may not be asked twice. */
  bodyOf?: (turn: number) => object;
  /** Of the answer. */
  status: number;
}

/** The largest of each kind that the API accepts; of the last but one, days enough to see what a day takes. */
function requestsAt({ large, course }: Place): Request[] {
  const query = (more: object) =>
    String(new URLSearchParams({ serviceId: large.serviceId, ...dates(62), ...more }));
  const items = Array.from({ length: SERVICES }, () => ({ serviceId: large.serviceId }));
  const [providerId] = course.providerIds;
  const courseAt = (turn: number) => ({
    startsAt: isoOf((TODAY + 2) * DAY + turn * 90),
    providerId,
    locationId: course.locationId,
    repeat: { weekdays: [1, 2, 3, 4, 5, 6, 7], until: dateOf(TODAY + 201) },
  });
  return [
    { name: 'availability, 62 days', path: `/availability?${query({})}`, status: 200 },
    {
      name: 'availability, 62 days, with reasons',
      path: `/availability?${query({ explain: 'true' })}`,
      status: 200,
    },
    {
      name: 'availability of a visit of 8 services, 62 days',
      path: '/availability',
      bodyOf: () => ({ items, ...dates(62) }),
      status: 200,
    },
    {
      name: 'availability of a visit of 8 services, 3 days, with reasons',
      path: '/availability',
      bodyOf: () => ({ items, ...dates(3), explain: true }),
      status: 200,
    },
    {
      name: 'booking of a visit of 8 services, refused',
      path: '/bookings',
      bodyOf: () => ({ items, start: isoOf((TODAY + 8) * DAY + 1_000), customer: { name: 'Ana' } }),
      status: 422,
    },
    {
      name: '200 sessions of a class',
      path: `/services/${course.serviceId}/class-sessions`,
      bodyOf: courseAt,
      status: 201,
    },
  ];
}

/** Asks as the tenant's admin. */
async function adminOf({ port }: Server, { slug }: Place) {
  const send = (path: string, headers: Record<string, string>, body?: object) =>
    fetch(`http://localhost:${port}/api/v1${path}`, {
      headers: { 'x-tenant': slug, ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
  const answer = await send('/auth/login', {}, { email: ADMIN, password: PASSWORD });
  const [, token = ''] = /turnero_at=([^;]+)/.exec(answer.headers.getSetCookie().join('\n')) ?? [];
  return (path: string, body?: object) =>
    send(path, { authorization: `Bearer ${decodeURIComponent(token)}` }, body);
}

/** How long a request keeps all others waiting: the longest that the api works from one turn of its event loop to the next. */
export async function longestStretches({ place, isQuick }: Stage, api: Server): Promise<Measurement[]> {
  const ask = await adminOf(api, place);
  const found: Measurement[] = [];
  for (const { name, path, bodyOf, status } of requestsAt(place)) {
    let longest = 0;
    for (let turn = 0; turn <= (isQuick ? 1 : TIMES); turn += 1) {
      await api.ask({ do: 'watch' });
      const answer = await ask(path, bodyOf?.(turn));
      const text = await answer.text();
      if (answer.status !== status) throw new Error(`${name}: ${answer.status} ${text.slice(0, 500)}`);
      const stretch = await api.ask({ do: 'longest' });
      // The first is compiled while it runs.
      if (turn > 0) longest = Math.max(longest, stretch);
    }
    found.push(atMost(`longest stretch / 20 ms: ${name}`, longest, MOST_US));
  }
  return found;
}
