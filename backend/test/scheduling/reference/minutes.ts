/** From (inclusive) to (exclusive), in instants. */
export type Range = readonly [from: number, to: number];

/** A set of instants: one mark for each minute of a stretch, outside of which nothing is in it. */
export class Minutes {
  readonly #stretch: Range;
  readonly #marks: Uint8Array;
  #beginnings: Map<number, number> | undefined;

  constructor(stretch: Range, marks = new Uint8Array(stretch[1] - stretch[0])) {
    this.#stretch = stretch;
    this.#marks = marks;
  }

  has(minute: number): boolean {
    return this.#marks[minute - this.#stretch[0]] === 1;
  }

  /** Where the unbroken row of minutes begins that a minute is in; undefined if it is not in the set. */
  beginningOf(minute: number): number | undefined {
    const [begin] = this.#stretch;
    if (!this.#beginnings) {
      this.#beginnings = new Map();
      for (let at = begin; at < this.#stretch[1]; at += 1)
        if (this.has(at)) this.#beginnings.set(at, this.#beginnings.get(at - 1) ?? at);
    }
    return this.#beginnings.get(minute);
  }

  hasAll([from, to]: Range): boolean {
    for (let minute = from; minute < to; minute += 1) if (!this.has(minute)) return false;
    return true;
  }

  add(range: Range): void {
    this.#fill(range, 1);
  }

  remove(range: Range): void {
    this.#fill(range, 0);
  }

  both(other: Minutes): Minutes {
    return new Minutes(
      this.#stretch,
      this.#marks.map((mark, index) => mark & (other.#marks[index] ?? 0)),
    );
  }

  #fill([from, to]: Range, mark: 0 | 1): void {
    const [begin, end] = this.#stretch;
    if (Math.max(from, begin) < Math.min(to, end))
      this.#marks.fill(mark, Math.max(from, begin) - begin, Math.min(to, end) - begin);
  }
}
