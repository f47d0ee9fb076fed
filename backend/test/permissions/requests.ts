import { sampleOf, type Operation } from '../openapi-requests.ts';
import type { Things } from './things.ts';

/** What is sent to an operation. */
export interface Sent {
  query?: Record<string, string>;
  body?: object;
  /** Of a picture, in a form. */
  isUpload?: boolean;
}

/** An operation, or one that is asked in another way than usual and so answers others: its name says which. */
export interface Case {
  name: string;
  operation: Operation;
  sent: Sent;
}

const START = '2030-01-01T12:00:00Z';
const END = '2030-01-01T13:00:00Z';
const span = { startsAt: START, endsAt: END };

/** What has to be said for a request to get as far as the question who may. */
function usual({ idOf }: Things): Record<string, Sent> {
  const businessId = idOf('businesses');
  const providerId = idOf('providers');
  const slot = { items: [{ serviceId: idOf('services') }], start: START };
  const of = { businessId };
  const days = { from: '2030-01-01', to: '2030-01-31' };
  return {
    addMember: { body: { email: 'reception@example.com', role: 'reception' } },
    addProviderBlock: { body: span },
    addProviderTimeOff: { body: span },
    addResourceUnitBlock: { body: span },
    addResourceUnitTimeOff: { body: span },
    cancelSeries: { body: { scope: 'all' } },
    changeSettings: { body: { ...of, value: { scheduling: { slotInterval: 15 } } } },
    createBooking: { body: { ...slot, customer: { name: 'Ana' } } },
    createCalendarFeed: { body: { providerId } },
    createClassSessions: { body: { startsAt: START, providerId, locationId: idOf('locations') } },
    createCoupon: { body: { ...of, code: 'MATRIX', basisPoints: 1000 } },
    createHold: { body: slot },
    createResourceUnit: { body: { type: 'chair' } },
    createService: { body: { templateKey: 'haircut' } },
    grantRole: { body: { ...of, role: 'reception' } },
    inviteSomebody: { body: { ...of, email: 'new@example.com', role: 'reception' } },
    listInvitations: { query: of },
    listBookings: { query: of },
    listCalendarFeeds: { query: { providerId } },
    listCoupons: { query: of },
    listLedgerTransactions: { query: of },
    listManagedPayments: { query: of },
    listPictures: { query: of },
    listWaitlist: { query: of },
    moveSeries: { body: { scope: 'this', bookingId: idOf('bookings'), start: START } },
    readBalances: { query: of },
    readOverview: { query: { ...of, ...days } },
    showAvailability: { query: { serviceId: idOf('services') } },
    showCalendar: { query: { from: START, to: END } },
    showSettings: { query: of },
    summarizeMoney: { query: { ...of, ...days } },
    uploadIntakeFile: { isUpload: true },
    uploadPicture: { isUpload: true },
  };
}

/** What depends on what is asked about: of the tenant, of whatever one may see, or one's own. */
function unusual(): Record<string, [of: string, sent: Sent][]> {
  const days = { from: '2030-01-01', to: '2030-01-31' };
  return {
    changeSettings: [['the tenant', { body: { value: { scheduling: { slotInterval: 15 } } } }]],
    createCalendarFeed: [['my own', { body: {} }]],
    createCoupon: [['the tenant', { body: { code: 'MATRIX', basisPoints: 1000 } }]],
    grantRole: [['the tenant', { body: { role: 'reception' } }]],
    inviteSomebody: [['the tenant', { body: { email: 'other@example.com', role: 'reception' } }]],
    listBookings: [['my own', {}]],
    listCalendarFeeds: [['my own', {}]],
    listCoupons: [['the tenant', {}]],
    listLedgerTransactions: [['all I may see', {}]],
    listManagedPayments: [['all I may see', {}]],
    listPictures: [['the tenant', {}]],
    listWaitlist: [['my own', {}]],
    readBalances: [['all I may see', {}]],
    readOverview: [['all I may see', { query: days }]],
    showSettings: [['the tenant', {}]],
    summarizeMoney: [['all I may see', { query: days }]],
  };
}

/** Ids of what there is in the place of ids that nobody has. */
function withIds(sample: unknown, ids: Record<string, string>): unknown {
  if (Array.isArray(sample)) return sample.map((item) => withIds(item, ids));
  if (typeof sample !== 'object' || sample === null) return sample;
  return Object.fromEntries(
    Object.entries(sample).map(([name, value]) => [name, ids[name] ?? withIds(value, ids)]),
  );
}

/** Every way in which the API is asked. */
export function casesOf(operations: Operation[], things: Things): Case[] {
  const { idOf } = things;
  const ids = {
    businessId: idOf('businesses'),
    serviceId: idOf('services'),
    locationId: idOf('locations'),
    providerId: idOf('providers'),
    customerId: idOf('customers'),
    mediaId: idOf('media'),
    resourceUnitId: idOf('resource_units'),
  };
  const [first, further] = [usual(things), unusual()];
  return operations.flatMap((operation) => {
    const sample = operation.body && { body: withIds(sampleOf(operation.body), ids) as object };
    return [
      { name: operation.id, operation, sent: { ...sample, ...first[operation.id] } },
      ...(further[operation.id] ?? []).map(([of, sent]) => ({
        name: `${operation.id} of ${of}`,
        operation,
        sent,
      })),
    ];
  });
}

/** What a request carries. */
export function payloadOf({ sent }: Case, { picture, idOf }: Things) {
  if (sent.isUpload) {
    const mark = 'matrix-form';
    const field = `--${mark}\r\ncontent-disposition: form-data; name="businessId"\r\n\r\n${idOf('businesses')}\r\n`;
    const file = `--${mark}\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n`;
    return {
      headers: { 'content-type': `multipart/form-data; boundary=${mark}` },
      payload: Buffer.concat([Buffer.from(field + file), picture, Buffer.from(`\r\n--${mark}--\r\n`)]),
    };
  }
  if (!sent.body) return { headers: {} };
  return { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(sent.body) };
}
