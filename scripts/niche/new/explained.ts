import { table } from '../../lib/table.ts';
import type { Answers } from './answers.ts';

interface Draft {
  branding?: { fonts: { display: string; text: string }; motif: string; colors: { accent: string } };
}

/** Each choice that was made for whoever asked, and where it is changed. */
export function explained(answers: Answers, data: object): string[] {
  const { key, from, place, takes, seats, services, language, slug, mode } = answers;
  const { branding } = data as Draft;
  const sections = ['scheduling', 'policies', 'series', 'messages', 'features', 'payments'];
  const taken = sections.filter((name) => name in data);
  const left = sections.filter((name) => !taken.includes(name));
  const how = seats > 1 ? `by ${seats} seats of a timetable` : `one at a time, taking ${takes}`;
  const rows = [
    [
      'serviceTypes',
      `${services.length}, ${how}, at: ${place}`,
      'as you said; add-ons, segments and buffers can be added',
    ],
    [
      'terminology',
      `in ${language}`,
      'add a language to locale.supported, and `validate` lists what to write',
    ],
    ...(taken.length > 0
      ? [
          [
            taken.join(', '),
            `as in ${from}`,
            `what is sold there is sold most like this; its own prices and forms are not taken`,
          ],
        ]
      : []),
    ...(left.length > 0
      ? [[left.join(', '), 'left out', 'the usual holds, which editors show beside each key']]
      : []),
    ['branding.colors', branding?.colors.accent ?? '', 'the whole palette follows from it, light and dark'],
    [
      'branding.fonts',
      `${branding?.fonts.display ?? ''} and ${branding?.fonts.text ?? ''}`,
      'a pair that no other vertical has',
    ],
    ['branding.motif', branding?.motif ?? '', 'what covers are drawn with; the one that fewest have'],
    ['marketplace.mode', mode, 'a tenant can choose otherwise'],
    [
      'demo',
      `http://${slug}.localhost:3000`,
      'made up, so that there is something to look at: write it anew',
    ],
  ];
  return [
    table([['what', 'is', 'why'], ...rows]),
    '',
    'Go on with:',
    `  npm run niche -- conform ${key}   books, moves and cancels each of its services as customers do`,
    `  npm run niche -- preview ${key}   shows its pages, and again after each change of the file`,
    `  npm run tenant -- create SLUG --vertical ${key} --name NAME --admin NAME --email ADDRESS`,
  ];
}
