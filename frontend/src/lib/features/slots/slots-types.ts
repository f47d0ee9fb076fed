/** One start as it stands on a page: text to show, and the value that its control sends. */
export type SlotChip = {
  /** What the form sends: the instant, and behind a space the session where it is one. */
  value: string;
  time: string;
  /** The time, and in lines below it what is not the same for all: its price, the seats left of a class and who gives it. */
  text: string;
  /** The same for those who hear it, with the full date. */
  label: string;
  /** What all of it costs then. */
  cost: string;
  /** Between the quarters of an hour of a long list: shown on demand. */
  minor?: boolean;
  /** It was here a moment ago, and somebody has just taken it. */
  taken?: boolean;
  /** Somebody has just given it back. */
  freed?: boolean;
};

export type SlotPart = {
  key: 'morning' | 'afternoon' | 'evening';
  name: string;
  slots: SlotChip[];
  /** Shows the minor ones too; empty where there are none. */
  all: string;
};

export type DayCell = {
  date: string;
  href: string;
  weekday: string;
  day: string;
  /** Where a month begins, and on the first day shown. */
  month: string;
  free: number;
  /** How many are free, in a word or two. */
  count: string;
  label: string;
  isChosen: boolean;
};

export type SlotWords = {
  days: string;
  earlier: string;
  later: string;
  month: string;
  taken: string;
  /** `{times}` stands for what it is about. */
  nowTaken: string;
  nowFreed: string;
  /** `{zone}` and `{hours}` are the visitor's own. */
  ownAhead: string;
  ownBehind: string;
};

/** One day of a week that is seen at once. */
export type WeekDay = {
  date: string;
  /** To the day by itself, with all its starts. */
  href: string;
  weekday: string;
  day: string;
  label: string;
  short: string;
  isChosen: boolean;
  parts: SlotPart[];
  /** How many there are, where not all are shown. */
  all: string;
  /** In place of starts, where there are none. */
  empty: string;
};

export type WeekPicture = {
  days: WeekDay[];
  /** The parts of the day that any of the days has. */
  rows: { key: SlotPart['key']; name: string }[];
  earlier: { href: string; text: string } | null;
  later: { href: string; text: string } | null;
};

/** The free time of some days, and of one of them the starts, in one language. */
export type SlotPicture = {
  businessId: string;
  /** Minutes by which its clock is ahead of Greenwich on the day shown. */
  ahead: number;
  /** The day whose starts are shown, in full. */
  title: string;
  /** The same in short. */
  short: string;
  date: string;
  /** Where it is shown: another one is about another day, or about something else. */
  href: string;
  days: DayCell[];
  earlierHref: string | null;
  laterHref: string | null;
  parts: SlotPart[];
  /** The first free start of all that is known, where it is not on this day. */
  next: { href: string; text: string } | null;
  /** Nothing is free on any of the days that are known. */
  isFull: boolean;
  emptyText: string;
  zoneText: string;
  words: SlotWords;
};

export type MonthCell = { date: string; day: number; href: string | null; label: string; isChosen: boolean };

export type MonthPicture = {
  title: string;
  weekdays: { short: string; long: string }[];
  /** Whole weeks; null where a day is of another month. */
  weeks: (MonthCell | null)[][];
  earlier: { href: string; text: string } | null;
  later: { href: string; text: string } | null;
  closeHref: string;
  closeText: string;
};
