import { expect, it, vi } from 'vitest';
import type { ServiceTerms } from '#lib/api/types.ts';
import { answersOf, mistakesIn, typedIn } from './intake-answers.ts';
import { formViews, shownFields } from './intake-view.ts';

// Only Kit knows whether it runs in a browser; here the messages are those of the first language.
vi.mock('#lib/i18n/words.ts', () => import('#paraglide/messages.js'));

type FormField = ServiceTerms['customerFields'][number];

const text = (en: string) => ({ en, 'es-AR': en });
const field = (key: string, type: FormField['type'], more: Partial<FormField> = {}): FormField => ({
  key,
  name: text(key),
  type,
  required: true,
  ...more,
});
const FIELDS = [
  field('kind', 'choice', {
    options: [
      { key: 'dog', name: text('Dog') },
      { key: 'cat', name: text('Cat') },
    ],
  }),
  field('toys', 'multiChoice', { required: false }),
  field('weight', 'number', { min: 1, max: 90 }),
  field('nervous', 'boolean'),
  field('calm', 'text', { showIf: { field: 'nervous', is: true } }),
  field('agreed', 'consent', { consent: { version: 3, text: text('I agree.') } }),
  field('paper', 'text', { required: false, showIf: { field: 'agreed', is: true } }),
];
const terms = (more: object) =>
  ({ intakeForm: null, customerFields: [], answered: [], ...more }) as unknown as ServiceTerms;
const [form] = formViews([terms({ intakeForm: { key: 'pet', name: text('Pet'), fields: FIELDS } })], 'en');
const sent = (values: Record<string, string | string[]>) => {
  const data = new FormData();
  for (const [key, value] of Object.entries(values))
    for (const one of [value].flat()) data.append(`answers.0.${key}`, one);
  return typedIn([form!], data);
};
const keys = (values: Record<string, string | string[]>) =>
  shownFields(form!.fields, sent(values)).map(({ key }) => key);

it('asks what depends on an answer only after it', () => {
  expect(keys({})).toEqual(['kind', 'toys', 'weight', 'nervous', 'agreed']);
  expect(keys({ nervous: 'true', agreed: '3' })).toEqual(FIELDS.map(({ key }) => key));
  expect(keys({ nervous: 'false' })).not.toContain('calm');
});

it('sends answers as the API takes them, and none that is not asked', () => {
  const values = {
    kind: 'dog',
    toys: ['ball', 'rope'],
    weight: '12,5',
    nervous: 'false',
    calm: 'x',
    agreed: '3',
  };
  expect(answersOf(form!, sent(values))).toEqual({
    kind: 'dog',
    toys: ['ball', 'rope'],
    weight: 12.5,
    nervous: false,
    agreed: 3,
  });
});

it('finds what is missing and what is no number, of what is asked', () => {
  const wrong = mistakesIn([form!], sent({ weight: 'heavy', nervous: 'true', kind: 'cat' }), '+54');
  expect(Object.keys(wrong)).toEqual(['answers.0.weight', 'answers.0.calm', 'answers.0.agreed']);
  expect(wrong['answers.0.weight']).toMatch(/1.*90/);
});

it('asks once what every customer is asked, and nothing that was answered', () => {
  const customerFields = [field('allergy', 'text'), field('document', 'text')];
  const [own, ...more] = formViews(
    [terms({ customerFields, answered: ['allergy'] }), terms({ customerFields })],
    'en',
  );
  expect(own?.fields.map(({ name }) => name)).toEqual(['customerAnswers.document']);
  expect(more).toEqual([]);
});
