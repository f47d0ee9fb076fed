import { describe, expect, it, test } from 'vitest';
import { instantOf } from '../../scheduling/days.ts';
import type { Vertical } from '../verticals/verticals.contract.ts';
import { loadVerticals } from '../verticals/verticals.service.ts';
import { chooseChannels, type Channel } from './messages.choice.ts';
import type { BookingFacts } from './messages.facts.ts';
import { planMessages, type Written } from './messages.planning.ts';
import { sampleFacts } from './messages.sample.ts';
import { awakeAt, before, NIGHT } from './messages.times.ts';
import { whichOf } from './messages.which.ts';

const at = (text: string) => instantOf(new Date(text));
const iso = (instant: number) => new Date(instant * 60_000).toISOString().slice(0, 16);

describe('times', () => {
  test.each([
    // Clocks in New York go forward on 8 March 2026, back on 1 November.
    ['America/New_York', '2026-03-08T14:00Z', 1440, '2026-03-07T15:00'],
    ['America/New_York', '2026-11-01T15:00Z', 1440, '2026-10-31T14:00'],
    ['America/New_York', '2026-11-01T15:00Z', 2880 + 60, '2026-10-30T13:00'],
    // Minutes that pass: three hours before 03:30 it was 23:30 of the day before.
    ['America/New_York', '2026-03-08T07:30Z', 180, '2026-03-08T04:30'],
    ['America/Argentina/Buenos_Aires', '2026-11-23T13:00Z', 1440, '2026-11-22T13:00'],
    ['America/Argentina/Buenos_Aires', '2026-11-23T13:00Z', -1440, '2026-11-24T13:00'],
    ['Europe/London', '2026-03-29T09:00Z', 10_080, '2026-03-22T10:00'],
  ])('in %s, %s less %d minutes is %s', (zone, start, minutes, expected) => {
    expect(iso(before(zone, at(start), minutes))).toBe(expected);
  });

  test.each([
    ['2026-11-23T12:00Z', '2026-11-23T12:00'],
    // 23:30 and 03:00 in Buenos Aires: both at eight.
    ['2026-11-23T02:30Z', '2026-11-23T11:00'],
    ['2026-11-23T06:00Z', '2026-11-23T11:00'],
    ['2026-11-23T11:00Z', '2026-11-23T11:00'],
    ['2026-11-23T01:00Z', '2026-11-23T11:00'],
    ['2026-11-23T00:59Z', '2026-11-23T00:59'],
  ])('at night %s waits until %s', (due, expected) => {
    expect(iso(awakeAt('America/Argentina/Buenos_Aires', at(due), NIGHT))).toBe(expected);
  });

  it('comes the evening before where the morning is too late', () => {
    const zone = 'America/Argentina/Buenos_Aires';
    // The booking is at 07:30 there, or at 23:00.
    expect(iso(awakeAt(zone, at('2026-11-23T07:30Z'), NIGHT, at('2026-11-23T10:30Z')))).toBe(
      '2026-11-23T00:59',
    );
    expect(iso(awakeAt(zone, at('2026-11-24T01:30Z'), NIGHT, at('2026-11-24T02:00Z')))).toBe(
      '2026-11-24T00:59',
    );
  });

  it('keeps hours of one’s own, by day as by night', () => {
    const nap = { from: 13 * 60, to: 16 * 60 };
    expect(iso(awakeAt('UTC', at('2026-11-23T14:00Z'), nap))).toBe('2026-11-23T16:00');
    expect(iso(awakeAt('UTC', at('2026-11-23T02:00Z'), nap))).toBe('2026-11-23T02:00');
    expect(iso(awakeAt('UTC', at('2026-11-23T02:00Z'), { from: 0, to: 0 }))).toBe('2026-11-23T02:00');
  });
});

describe('channels', () => {
  const all = { email: 'a@b.test', whatsapp: '+541155550142', push: 'u', inbox: 'u' };
  const choose = (
    named: string[],
    {
      which = 'reminder',
      off = [],
      sent = [],
      recipients = all,
    }: {
      which?: string;
      off?: Channel[];
      sent?: { channel: Channel; state: Written['state'] }[];
      recipients?: Record<Channel, string | null>;
    } = {},
  ) =>
    chooseChannels(which, named, { recipients, unwanted: new Set(off) }, sent).map(({ channel, dropped }) =>
      dropped === undefined ? channel : `${channel}: ${dropped}`,
    );

  test.each([
    ['the first', choose(['whatsapp', 'email']), ['whatsapp']],
    ['and the inbox beside it', choose(['whatsapp', 'email', 'inbox']), ['inbox', 'whatsapp']],
    [
      'past one that does not reach',
      choose(['whatsapp', 'email'], { recipients: { ...all, whatsapp: null } }),
      ['email'],
    ],
    ['past one that is not wanted', choose(['whatsapp', 'email'], { off: ['whatsapp'] }), ['email']],
    [
      'past one that failed',
      choose(['whatsapp', 'email'], { sent: [{ channel: 'whatsapp', state: 'failed' }] }),
      ['email'],
    ],
    [
      'nothing more once it is queued',
      choose(['whatsapp', 'email'], { sent: [{ channel: 'whatsapp', state: 'queued' }] }),
      [],
    ],
    [
      'nothing more once it was dropped',
      choose(['whatsapp', 'email'], { sent: [{ channel: 'email', state: 'dropped' }] }),
      [],
    ],
    [
      'a reminder that nobody wants is not sent',
      choose(['email'], { off: ['email'] }),
      ['email: not wanted by any of its channels'],
    ],
    [
      'what belongs to the booking comes by email',
      choose(['push', 'email'], { which: 'cancelled', off: ['push', 'email'] }),
      ['email'],
    ],
    [
      'nobody can be reached',
      choose(['push'], { recipients: { ...all, push: null } }),
      ['push: no address for any of its channels'],
    ],
    ['no inbox for whoever does not want it', choose(['inbox'], { off: ['inbox'] }), []],
  ])('%s', (_what, chosen, expected) => {
    expect(chosen).toEqual(expected);
  });
});

describe('history', () => {
  const row = { id: 'x', at: new Date() };
  test.each([
    ['state', null, 'pending', 'requested'],
    ['state', 'held', 'pending', 'requested'],
    ['state', null, 'confirmed', 'confirmed'],
    ['state', 'held', 'confirmed', 'confirmed'],
    ['state', 'pending', 'confirmed', 'confirmed'],
    ['state', 'pending', 'declined', 'declined'],
    ['state', 'confirmed', 'cancelled', 'cancelled'],
    ['state', 'held', 'cancelled', undefined],
    ['state', 'held', 'expired', undefined],
    ['state', null, 'held', undefined],
    ['state', 'confirmed', 'no_show', 'noShow'],
    ['state', 'checked_in', 'confirmed', undefined],
    ['rescheduled', 'confirmed', 'confirmed', 'changed'],
    ['state', 'expired', 'confirmed', 'confirmed'],
    ['waitlist_offer', null, 'held', 'waitlistOffer'],
    ['note', 'confirmed', 'confirmed', undefined],
  ] as const)('%s from %s to %s tells %s', (kind, from, to, which) => {
    expect(whichOf({ ...row, kind, from, to })).toBe(which);
  });
});

describe('a plan', async () => {
  const vertical = (await loadVerticals()).get('barbershop') as Vertical;
  const now = new Date('2026-11-21T12:00:00Z');
  const facts = (change: Partial<BookingFacts> = {}): BookingFacts => ({
    ...sampleFacts(vertical, 'confirmed', now),
    history: [{ id: 'h1', kind: 'state', from: null, to: 'confirmed', at: now }],
    ...change,
  });
  const confirmed = { key: 'confirmed', which: 'confirmed' as const, channels: ['email' as const] };
  const reminder = {
    key: 'day',
    which: 'reminder' as const,
    minutesBefore: 1440,
    channels: ['email' as const],
  };
  const queued = (change: Partial<Written>): Written => ({
    ...{
      id: 'm1',
      cause: 'event h1',
      key: 'confirmed',
      which: 'confirmed',
      channel: 'email',
      state: 'queued',
    },
    dueAt: now,
    ...change,
  });
  const written = ({ add }: ReturnType<typeof planMessages>) =>
    add.map(({ cause, key, dropped }) => [cause, key, dropped]);

  it('tells what happened, once', () => {
    const plan = planMessages(facts(), [confirmed], [], now);
    expect(written(plan)).toEqual([['event h1', 'confirmed', undefined]]);
    expect(planMessages(facts(), [confirmed], [queued({})], now)).toEqual({ add: [], drop: [], move: [] });
    expect(planMessages(facts(), [confirmed], [queued({ state: 'sent' })], now).add).toEqual([]);
  });

  it('tells nothing old, nothing of the past, and nothing of what the demo was filled with', () => {
    const later = new Date(now.getTime() + 49 * 3_600_000);
    expect(planMessages(facts(), [confirmed], [], later).add).toEqual([]);
    const { startsAt } = facts();
    const over = facts({ startsAt: startsAt - 10_000, endsAt: startsAt - 9_970 });
    expect(planMessages(over, [confirmed, reminder], [], now).add).toEqual([]);
    expect(planMessages(facts({ source: 'system' }), [confirmed, reminder], [], now).add).toEqual([]);
  });

  it('writes down, without sending it, what was overtaken', () => {
    const cancelled = facts({ state: 'cancelled' });
    expect(written(planMessages(cancelled, [confirmed, reminder], [], now))).toEqual([
      ['event h1', 'confirmed', 'no longer true of the booking'],
    ]);
    expect(planMessages(cancelled, [confirmed], [queued({})], now).drop).toEqual([
      { id: 'm1', reason: 'no longer true of the booking' },
    ]);
  });

  it('of two moves only the last is told', () => {
    const moved = { kind: 'rescheduled', from: 'confirmed', to: 'confirmed', at: now } as const;
    const history = [
      { ...moved, id: 'h2' },
      { ...moved, id: 'h3' },
    ];
    const changed = { key: 'changed', which: 'changed' as const, channels: ['email' as const] };
    expect(written(planMessages(facts({ history }), [changed], [], now))).toEqual([
      ['event h2', 'changed', 'no longer true of the booking'],
      ['event h3', 'changed', undefined],
    ]);
  });

  it('does not remind of what was booked after the reminder would have come', () => {
    const { startsAt } = facts();
    const soon = facts({ startsAt: startsAt - 3 * 1440 + 120, endsAt: startsAt - 3 * 1440 + 180 });
    expect(planMessages(soon, [reminder], [], now).add).toEqual([]);
  });

  it('follows the hours in which somebody wants quiet', () => {
    const { add } = planMessages(facts(), [reminder], [], now);
    const [one] = add;
    const early = { id: 'm2', cause: one?.cause ?? '', key: 'day', which: 'reminder' };
    const plan = planMessages(
      facts({ quiet: { from: 540, to: 660 } }),
      [reminder],
      [queued({ ...early, dueAt: one?.dueAt ?? now })],
      now,
    );
    expect(plan.move.map(({ dueAt }) => dueAt.getTime() - (one?.dueAt.getTime() ?? 0))).toEqual([3_600_000]);
  });
});
