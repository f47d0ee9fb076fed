import type { MonthPicture, SlotPicture, WeekPicture } from '#lib/features/slots/slots-types.ts';

/** A way to choose one of several, as a link to the page with that chosen. */
export type OptionView = { id: string; name: string; detail: string; href: string; isChosen: boolean };

export type Pair = [name: string, value: string];

/** Numbers of a service, sent by a form of their own. */
export type ExtrasView = {
  title: string;
  /** What is chosen so far, in a line. */
  text: string;
  /** The rest of the choice, which the form carries along. */
  hidden: Pair[];
  fields: { name: string; label: string; detail: string; value: number; min: number; max: number }[];
};

export type ItemView = {
  id: string;
  name: string;
  variant: string;
  variants: OptionView[];
  person: string;
  people: OptionView[];
  extras: ExtrasView | null;
  removeHref: string | null;
  removeLabel: string;
};

export type ServiceGroup = {
  key: string;
  name: string;
  services: { id: string; name: string; text: string; detail: string; price: string; href: string }[];
};

export type RepeatView = {
  title: string;
  options: OptionView[];
  counts: { hidden: Pair[]; value: number; max: number; label: string } | null;
};

/** The whole page of choosing, in one language. */
export type BookingView = {
  business: { id: string; name: string; href: string };
  groups: ServiceGroup[];
  items: ItemView[];
  more: ServiceGroup[];
  locations: OptionView[];
  place: string;
  seats: { hidden: Pair[]; value: number; max: number } | null;
  picture: SlotPicture | null;
  /** Where the screen has room for it. */
  week: WeekPicture | null;
  month: MonthPicture | null;
  monthHref: string;
  /** The address without the step's own words, for forms. */
  query: string;
  chosen: string | undefined;
  repeat: RepeatView | null;
  waitHref: string | null;
  price: string;
  minutes: string;
  /** Guests are let in here only with one. */
  needsAccount: boolean;
  holdText: string;
};
