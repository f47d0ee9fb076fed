import { self } from '$app/service-worker';
import type {
  FromWorker,
  KeptBooking,
  KeptBookings,
  Waiting,
  WaitingKind,
} from '#lib/features/offline/kept.ts';
import { dropWaiting, keepWaiting, readBookings, readWaiting } from '#lib/features/offline/store.ts';

/** What may wait for a connection: nothing that needs an answer before the next step. */
const KINDS: [RegExp, WaitingKind][] = [
  [/^\/bookings\/([0-9a-f-]{36})(?:\/cancel)?\/?$/, 'cancel'],
  [/^\/bookings\/([0-9a-f-]{36})\/move\/?$/, 'move'],
  [/^\/account\/messages\/?$/, 'preferences'],
  [/^\/provider\/bookings\/([0-9a-f-]{36})\/?$/, 'checkIn'],
];
const CHANGES = '/offline/changes';
const FORM = 'application/x-www-form-urlencoded';

/** Whether a form sent there may wait. */
export function maySend({ pathname, search }: URL): boolean {
  const named = /^\?\/(\w+)/.exec(search)?.[1];
  return KINDS.some(([path, kind]) => {
    const found = path.exec(pathname);
    // A booking's own page has several forms; of these only its cancellation, and of staff's page only who has come.
    if (kind === 'checkIn') return found && named === 'checkIn';
    return found && (kind !== 'cancel' || pathname.includes('/cancel') || named === 'cancel');
  });
}

/** How the booking stood before the person's eyes: their own as it is kept here, staff's as its form says. */
function seenOf(body: URLSearchParams, booking: KeptBooking | undefined): Waiting['seen'] {
  if (booking) return { mark: booking.mark, fee: booking.cancel?.fee ?? null };
  const mark = body.get('mark');
  return mark ? { mark, fee: null } : null;
}

async function remember(request: Request): Promise<WaitingKind> {
  const { pathname, search } = new URL(request.url);
  const body = new URLSearchParams();
  for (const [name, value] of await request.formData())
    if (typeof value === 'string') body.append(name, value);
  const [found, kind] = KINDS.map(([path, kind]) => [path.exec(pathname), kind] as const).find(
    ([found]) => found,
  ) ?? [null, 'preferences' as const];
  const bookingId = found?.[1] ?? null;
  const booking = (await readBookings())?.bookings.find(({ id }) => id === bookingId);
  await keepWaiting({
    key: body.get('key') ?? crypto.randomUUID(),
    kind,
    path: pathname + search,
    body: body.toString(),
    bookingId,
    title: booking ? `${booking.title} · ${booking.when}` : (body.get('title') ?? ''),
    asked: new Date().toISOString(),
    seen: seenOf(body, booking),
    conflict: null,
  });
  return kind;
}

/** The page goes on by itself where it can; without a connection it cannot ask the site where a page is. */
async function lead(clientId: string): Promise<void> {
  const client = await self.clients.get(clientId);
  if (client instanceof WindowClient) await client.navigate(CHANGES);
}

/**
 * Sends a form; without a connection it waits, and the person is led to where what waits is shown.
 * @param clientId the page that sends it, if it stays open
 */
export async function sendOrWait(request: Request, clientId = ''): Promise<Response> {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    const kind = await remember(copy);
    await (self.registration as { sync?: { register: (tag: string) => Promise<void> } }).sync
      ?.register('waiting')
      .catch(() => undefined);
    if (copy.headers.get('x-sveltekit-action') !== 'true') return Response.redirect(CHANGES, 303);
    // Staff's page stays: it says itself that somebody's coming waits.
    if (clientId && kind !== 'checkIn') void lead(clientId).catch(() => undefined);
    return Response.json({ type: 'redirect', status: 303, location: CHANGES });
  }
}

/** What the booking is now, for somebody who decides anew. @throws without a connection */
async function nowOf(
  bookingId: string,
): Promise<NonNullable<Waiting['conflict']> & { mark: string; fee: number }> {
  const response = await fetch(`/offline/mine?id=${bookingId}`);
  if (response.status >= 500) throw new Error(`the server answered ${response.status}`);
  const [booking] = response.ok ? ((await response.json()) as KeptBookings).bookings : [];
  if (!booking) return { now: '', reason: '', mark: '', fee: 0 };
  const { when, state, cancel, mark } = booking;
  return { now: `${when} · ${state}`, reason: cancel?.text ?? '', mark, fee: cancel?.fee ?? 0 };
}

/** What became of the booking meanwhile, where it is not what the person saw. @throws without a connection */
async function changedSince({ bookingId, seen, kind }: Waiting): Promise<Waiting['conflict']> {
  if (!bookingId || !seen) return null;
  const { mark, fee, now, reason } = await nowOf(bookingId);
  const isDearer = kind === 'cancel' && fee > (seen.fee ?? 0);
  return mark === seen.mark && !isDearer ? null : { now, reason };
}

/** The texts of a form's answer by their names: Kit flattens it into a list, and writes positions in place of values. */
function textsOf(data: string | undefined): Record<string, string> {
  const [shape = {}, ...rest] = data ? (JSON.parse(data) as [Record<string, number>?, ...unknown[]]) : [];
  const named = Object.entries(shape).map(([name, position]) => [name, rest[position - 1]]);
  return Object.fromEntries(named.filter(([, value]) => typeof value === 'string')) as Record<string, string>;
}

/** Why the server did not take it; null where it did. @throws without a connection */
async function refusal({ path, body, key, bookingId }: Waiting): Promise<Waiting['conflict']> {
  const response = await fetch(path, {
    method: 'POST',
    headers: {
      'content-type': FORM,
      accept: 'application/json',
      'x-sveltekit-action': 'true',
      'idempotency-key': key,
    },
    body,
  });
  if (response.status >= 500 || response.status === 429)
    throw new Error(`the server answered ${response.status}`);
  const answer = (await response.json()) as { type: string; location?: string; data?: string };
  if (answer.type === 'success') return null;
  if (answer.type === 'redirect' && !answer.location?.startsWith('/login')) return null;
  const { id, message = '' } = textsOf(answer.data);
  return id === 'conflict' && bookingId ? nowOf(bookingId) : { now: '', reason: message };
}

async function tell(message: FromWorker): Promise<void> {
  for (const tab of await self.clients.matchAll({ type: 'window' })) tab.postMessage(message);
}

/** The same without what the person saw then: they have seen what it is now, and want it all the same. */
function unseen(one: Waiting): Waiting {
  const body = new URLSearchParams(one.body);
  body.delete('seen');
  return { ...one, body: body.toString() };
}

/** Whether it was sent; a conflict stays until the person has chosen. */
async function replayOne(one: Waiting, insist: boolean): Promise<boolean> {
  const conflict = insist ? await refusal(unseen(one)) : ((await changedSince(one)) ?? (await refusal(one)));
  if (conflict) await keepWaiting({ ...one, conflict });
  else await dropWaiting(one.key);
  return !conflict;
}

let underWay: Promise<void> | undefined;

async function replayAll(insistOn: string | undefined): Promise<void> {
  let sent = 0;
  try {
    for (const one of await readWaiting()) {
      const insist = one.key === insistOn;
      if (one.conflict && !insist) continue;
      if (await replayOne(one, insist)) sent++;
    }
  } finally {
    const left = await readWaiting();
    const conflicts = left.filter(({ conflict }) => conflict).length;
    await tell({ type: 'replayed', sent, conflicts, waiting: left.length - conflicts });
  }
}

/**
 * Sends what waits, in its order, once however many ask for it. A booking that is not any more what the person saw is left
 * alone until they have chosen.
 * @param insistOn what the person wants done all the same
 */
export async function replay(insistOn?: string): Promise<void> {
  if ((await readWaiting()).length === 0) return;
  await underWay?.catch(() => undefined);
  underWay = replayAll(insistOn).finally(() => (underWay = undefined));
  await underWay;
}
