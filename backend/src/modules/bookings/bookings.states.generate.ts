import { FIRST_STATES, STEPS, type Step } from './bookings.states.ts';

const BEGIN = '<!-- states: made by `node scripts/generate.ts` -->';
const END = '<!-- /states -->';

const steps = Object.entries<Step>(STEPS).map(([name, step]) => ({
  ...step,
  /** As people say it: "undo check in". */
  name: name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
}));

function diagram(): string {
  const lines = steps.flatMap(({ name, from, to }) =>
    from.flatMap((state) => (to === 'same' ? [state] : to).map((next) => `  ${state} --> ${next}: ${name}`)),
  );
  const first = FIRST_STATES.map((state) => `  [*] --> ${state}`);
  return ['```mermaid', 'stateDiagram-v2', ...first, ...lines, '```'].join('\n');
}

function table(): string {
  const rows = steps.map(({ name, from, to, who, when = '', time, fee = '' }) =>
    [name, from.join(', '), to === 'same' ? 'the same' : to.join(', '), who.join(', '), when, time, fee].join(
      ' | ',
    ),
  );
  const head = ['step | from | to | who | when | time | fee', '--- | --- | --- | --- | --- | --- | ---'];
  return [...head, ...rows].map((row) => `| ${row} |`).join('\n');
}

/**
 * Draws the states of a booking into a document, between its two marks.
 * @throws Error for a document without them
 */
export function renderStates(document: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`There is no "${BEGIN}" followed by "${END}" in it.`);
  const drawn = `${BEGIN}\n\n${diagram()}\n\n${table()}\n\n`;
  return document.slice(0, begin) + drawn + document.slice(end);
}
