import { createHash } from 'node:crypto';
import type { Answers } from './answers.ts';
import { capital, keyOf, WORDS } from './words.ts';

const WORKDAYS = [1, 2, 3, 4, 5];
const OPENING = [
  { days: WORKDAYS, start: '09:00', end: '19:00' },
  { days: [6], start: '09:00', end: '13:00' },
];
/** Minutes that a class may have so that two of a day fit in one after the other. */
const TWICE_A_DAY = 150;
const UNITS = 3;

/** Classes of each kind on two days of the week, so that nobody and nothing is in two at once. */
function sessionsOf({ services, takes }: Answers, providers: readonly { slug: string }[]) {
  return services.flatMap(({ name, minutes }, index) => {
    const days = [0, 2].map((later) => ((index + later) % WORKDAYS.length) + 1).toSorted();
    const provider = providers[index % providers.length]?.slug;
    const times = minutes <= TWICE_A_DAY ? ['10:00', '16:00'] : ['10:00'];
    return times.map((time) => ({
      type: keyOf(name),
      ...(takes !== 'thing' && { provider }),
      days,
      time,
    }));
  });
}

function businessOf(answers: Answers, number: number) {
  const { language, brand, terms, takes, timeZone, point, phone, services, seats, people } = answers;
  const { people: names, street } = WORDS[language];
  const say = (text: string) => ({ [language]: text });
  const city = (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
  const name = number === 0 ? brand : `${brand} ${number + 1}`;
  const crew = Array.from({ length: Math.max(3, people) }, (_, index) => {
    const own = names[(index + number) % names.length] ?? names[0];
    const who = index < names.length ? own : `${own} ${index}`;
    return {
      slug: keyOf(who),
      name: who,
      title: say(capital(terms.provider.one)),
      bio: say(`${capital(terms.provider.one)}, ${name}.`),
      hours: OPENING,
    };
  });
  const providers = takes === 'thing' ? [] : crew;
  return {
    slug: keyOf(name),
    name,
    description: say(`${name}, ${city}.`),
    phone,
    locations: [
      {
        slug: 'centro',
        name: city,
        address: { line: `${street} ${1200 + 100 * number}`, city, region: city, postalCode: '1000' },
        point: { latitude: point[0], longitude: point[1] + number / 100 },
        hours: OPENING,
        ...(takes !== 'person' && { resources: [{ type: 'thing', count: UNITS }] }),
      },
    ],
    ...(providers.length > 0 && { providers }),
    services: services.map((service) => ({ type: keyOf(service.name) })),
    ...(seats > 1 && { sessions: sessionsOf(answers, providers) }),
  };
}

/** An example to look at: one business, or two of a marketplace, open all week, with everything that is sold. */
export function demoOf(answers: Answers) {
  const { slug, brand, mode } = answers;
  const seed = Number.parseInt(createHash('sha256').update(slug).digest('hex').slice(0, 6), 16);
  const numbers = mode === 'single' ? [0] : [0, 1];
  return {
    seed,
    tenant: { slug, name: brand },
    businesses: numbers.map((number) => businessOf(answers, number)),
  };
}
