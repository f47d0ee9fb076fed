// What every command prints while it works. Plain JavaScript, because the launcher runs on old Node too.

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const firstNote = 10_000;
const nextNote = 15_000;

/** A failure that is told to the user as one sentence, without a stack. */
export class Told extends Error {
  /**
   * @param {string} sentence what went wrong and what to do about it
   * @param {string} [details] shown below the sentence, such as the end of a tool's output
   */
  constructor(sentence, details = '') {
    super(sentence);
    this.name = 'Told';
    this.details = details;
  }
}

/**
 * @typedef {(text: string) => void} Progress replaces what is said about a step that is still running
 * @typedef {object} Steps
 * @property {<T>(title: string, work: (progress: Progress) => T | Promise<T>, done?: (result: T) => string) => Promise<T>} step
 *   runs `work`, prints the title with its time, and what `done` makes of the result
 * @property {(line?: string) => void} say prints one line
 * @property {(error: unknown) => void} fail prints an error: a `Told` as its sentence, anything else with its stack
 */

/**
 * @param {{ out?: NodeJS.WriteStream, quiet?: boolean }} [options] quiet prints only what fails
 * @returns {Steps}
 */
export function createSteps({ out = process.stdout, quiet = false } = {}) {
  const live = Boolean(out.isTTY) && !quiet;
  const paint = (/** @type {number} */ code, /** @type {string} */ text) =>
    out.isTTY && !process.env.NO_COLOR ? `\u001b[${code}m${text}\u001b[0m` : text;

  /** @type {Steps['say']} */
  const say = (line = '') => {
    if (!quiet) out.write(`${line}\n`);
  };

  /** @type {Steps['step']} */
  const step = async (title, work, done) => {
    const began = Date.now();
    let note = '';
    const stopShowing = live
      ? spin(out, began, () => `${title} ${note}`)
      : remind(say, began, () => `${title} ${note}`);
    try {
      const result = await work((text) => (note = text));
      stopShowing();
      say(row(paint(32, '✓'), title, done?.(result) ?? '', seconds(began)));
      return result;
    } catch (error) {
      stopShowing();
      out.write(`${row(paint(31, '✗'), title, '', seconds(began))}\n`);
      throw error;
    }
  };

  /** @type {Steps['fail']} */
  const fail = (error) => {
    const told = error instanceof Error && error.name === 'Told';
    const text = told ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`\n${paint(31, text ?? '')}\n`);
    if (told && 'details' in error && error.details)
      process.stderr.write(`\n${String(error.details).trimEnd()}\n`);
  };

  return { step, say, fail };
}

/** @param {string} mark @param {string} title @param {string} detail @param {string} time */
function row(mark, title, detail, time) {
  const text = detail ? `${title}: ${detail}` : title;
  return `  ${mark} ${text.padEnd(66)} ${time.padStart(8)}`;
}

/** @param {number} began milliseconds since the epoch */
function seconds(began) {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}

/** @param {NodeJS.WriteStream} out @param {number} began @param {() => string} text */
function spin(out, began, text) {
  let turn = 0;
  const timer = setInterval(() => {
    const line = `  ${frames[turn++ % frames.length]} ${text()} (${seconds(began)})`;
    out.write(`\r\u001b[K${line.slice(0, (out.columns || 80) - 1)}`);
  }, 100);
  timer.unref();
  return () => {
    clearInterval(timer);
    if (turn > 0) out.write('\r\u001b[K');
  };
}

/** @param {(line: string) => void} say @param {number} began @param {() => string} text */
function remind(say, began, text) {
  /** @type {NodeJS.Timeout} */
  let timer;
  const again = (/** @type {number} */ wait) => {
    timer = setTimeout(() => {
      say(`  … ${text()} (${seconds(began)})`);
      again(nextNote);
    }, wait);
    timer.unref();
  };
  again(firstNote);
  return () => clearTimeout(timer);
}
