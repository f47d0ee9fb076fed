/** One event of a calendar, as people's programs keep it. */
export interface IcsEvent {
  /** The same for ever: what comes later replaces what came before. */
  uid: string;
  /** Counted up with each change of time or state. */
  sequence: number;
  /** When this edition was made. */
  stamp: Date;
  startsAt: Date;
  /** Exclusive. */
  endsAt: Date;
  status: 'TENTATIVE' | 'CONFIRMED' | 'CANCELLED';
  summary: string;
  description?: string | undefined;
  location?: string | undefined;
  url?: string | undefined;
  organizer?: IcsPerson | undefined;
  attendee?: IcsPerson | undefined;
}

interface IcsPerson {
  name: string;
  email: string;
}

export interface IcsCalendar {
  /** Of a mail: an invitation, or its end. A feed has none. */
  method?: 'REQUEST' | 'CANCEL';
  /** What the calendar is called. */
  name?: string;
  events: readonly IcsEvent[];
}

const FOLD_BYTES = 75;
const instant = (date: Date) => `${date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

/** Text as a value: nothing in it begins another line or value (RFC 5545, 3.3.11). */
export function escapeIcs(text: string): string {
  return text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]/gu, '')
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

/** A parameter in quotes, which hold no quote and no control character (3.2). */
const quoted = (text: string) => `"${text.replaceAll(/["\p{Cc}]+/gu, ' ').trim()}"`;
const mailto = (email: string) => `mailto:${email.replaceAll(/[\s\p{Cc}]+/gu, '')}`;

/** Breaks a line after at most 75 bytes, never inside a character (3.1). */
export function foldIcs(line: string): string {
  const lines: string[] = [];
  let open = '';
  let bytes = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    // What follows begins with a space, which counts.
    if (bytes + size > FOLD_BYTES) {
      lines.push(open);
      open = ' ';
      bytes = 1;
    }
    open += character;
    bytes += size;
  }
  return [...lines, open].join('\r\n');
}

function linesOf(event: IcsEvent): string[] {
  const { summary, description, location, url, organizer, attendee } = event;
  const person = (name: string, person: IcsPerson | undefined, more = '') =>
    person ? [`${name};CN=${quoted(person.name)}${more}:${mailto(person.email)}`] : [];
  return [
    'BEGIN:VEVENT',
    `UID:${escapeIcs(event.uid)}`,
    `SEQUENCE:${event.sequence}`,
    `DTSTAMP:${instant(event.stamp)}`,
    `DTSTART:${instant(event.startsAt)}`,
    `DTEND:${instant(event.endsAt)}`,
    `STATUS:${event.status}`,
    `SUMMARY:${escapeIcs(summary)}`,
    ...(description === undefined ? [] : [`DESCRIPTION:${escapeIcs(description)}`]),
    ...(location === undefined ? [] : [`LOCATION:${escapeIcs(location)}`]),
    ...(url === undefined ? [] : [`URL:${url.replaceAll(/[\s\p{Cc}]+/gu, '')}`]),
    ...person('ORGANIZER', organizer),
    ...person('ATTENDEE', attendee, ';ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE'),
    'END:VEVENT',
  ];
}

/** A calendar as RFC 5545 writes it. Instants are in UTC, so that it needs no zones. */
export function writeIcs({ method, name, events }: IcsCalendar): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Turnero//Turnero//EN',
    'CALSCALE:GREGORIAN',
    ...(method === undefined ? [] : [`METHOD:${method}`]),
    ...(name === undefined ? [] : [`X-WR-CALNAME:${escapeIcs(name)}`]),
    ...events.flatMap(linesOf),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${foldIcs(line)}\r\n`).join('');
}
