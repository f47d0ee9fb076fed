import { setTimeout as sleep } from 'node:timers/promises';
import type { Shop } from '../../backend/test/shop.ts';
import { persist, type Asker, type Reply } from './asking.ts';
import type { Known } from './journal.ts';
import type { Place } from './place.ts';

/** One of many who want the same. */
export interface Customer extends Asker {
  place: Place;
  /** No two are called the same. */
  name: string;
  /** Whether they may pay with a delay: ten seconds, which a short round does not have. */
  mayDelay: boolean;
}

interface Made {
  id: string;
  state: string;
  startsAt: string;
  token?: string;
  deposit: { amount: number };
}

const dataOf = ({ body }: Reply) => (body as { data: unknown }).data;

/** What customers do until the time is over. */
export class Life {
  private readonly own: Known[] = [];
  private asked = 0;
  private readonly customer: Customer;

  constructor(customer: Customer) {
    this.customer = customer;
  }

  private newKey(): string {
    this.asked += 1;
    return `${this.customer.name}-${this.asked}`;
  }

  private post(path: string, body: object, token?: string): Promise<Reply | undefined> {
    return persist(this.customer, { method: 'POST', path, body, token, key: this.newKey() });
  }

  private wish() {
    const { place, random } = this.customer;
    if (random.chance(0.2)) {
      const { id: sessionId, start } = random.pick(place.sessions as [Place['sessions'][number]]);
      return { items: [{ serviceId: place.open.services.class }], start, sessionId };
    }
    const { services }: Shop = random.chance(0.4) ? place.careful : place.open;
    return { items: [{ serviceId: services.cut }], start: random.pick(place.starts as [string]) };
  }

  private person() {
    const email = `${this.customer.name}.${this.asked}@torture.example`;
    return { name: `Person ${this.customer.name}`, email };
  }

  /** Notes what was made. */
  private keep(reply: Reply | undefined, email: string, token?: string): Known | undefined {
    if (reply?.status !== 201) return undefined;
    const made = dataOf(reply) as Made;
    const known: Known = {
      id: made.id,
      token: made.token ?? token ?? '',
      email,
      state: made.state,
      startsAt: made.startsAt,
      isCertain: true,
      needsDeposit: made.state === 'held' && made.deposit.amount > 0,
    };
    this.own.push(known);
    this.customer.journal.bookings.push(known);
    return known;
  }

  /** Books directly. */
  async book(changes: object = {}): Promise<Known | undefined> {
    const customer = this.person();
    return this.keep(await this.post('/bookings', { ...this.wish(), customer, ...changes }), customer.email);
  }

  /** Books somebody for one start at the first shop. */
  bookAt = (start: string): Promise<Known | undefined> =>
    this.book({ items: [{ serviceId: this.customer.place.open.services.cut }], start, sessionId: undefined });

  /** Holds; then books what is held, gives it back, or forgets about it. */
  async hold(): Promise<void> {
    const { random } = this.customer;
    const reply = await this.post('/holds', this.wish());
    if (reply?.status !== 201) return;
    const { id, token = '' } = dataOf(reply) as Made;
    if (random.chance(0.15)) return;
    if (random.chance(0.15)) {
      await persist(this.customer, { method: 'DELETE', path: `/holds/${id}`, token });
      return;
    }
    await sleep(random.below(100));
    const customer = this.person();
    this.keep(await this.post('/bookings', { holdId: id, customer }, token), customer.email, token);
  }

  /** Presses a button of the company's page until the page answers. */
  private async press(url: string, action: string): Promise<void> {
    for (let tries = 0; tries < 6; tries += 1) {
      const body = new URLSearchParams({ action });
      const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' }).catch(() => undefined);
      if (answer && answer.status < 500) return;
      await sleep(50);
    }
  }

  /** Pays what there is to pay: what is asked beforehand, or all. @param pressed the button; left out, any */
  async pay(known: Known, pressed?: 'pay'): Promise<void> {
    const { random, journal, mayDelay } = this.customer;
    const kind = known.needsDeposit && random.chance(0.8) ? 'deposit' : 'full';
    const reply = await this.post(`/bookings/${known.id}/payments`, { kind }, known.token);
    if (reply?.status !== 201) return;
    const { id, redirectUrl } = dataOf(reply) as { id: string; redirectUrl: string | null };
    journal.payments.add(id);
    if (!redirectUrl || (!pressed && random.chance(0.1))) return;
    const action = pressed ?? random.pick(['pay', 'pay', 'pay', 'pay', 'fail', mayDelay ? 'delay' : 'pay']);
    await this.press(redirectUrl, action);
    if (action === 'fail' && random.chance(0.7)) await this.press(redirectUrl, 'pay');
  }

  /** Changes one of its own, and notes what the answer says. */
  private async change(known: Known, step: string, body: object): Promise<void> {
    const reply = await this.post(`/bookings/${known.id}/${step}`, body, known.token);
    if (!reply) known.isCertain = false;
    else if (reply.status < 300) Object.assign(known, pickStanding(dataOf(reply) as Made));
  }

  cancel = (known: Known): Promise<void> => this.change(known, 'cancellation', {});

  move = (known: Known): Promise<void> =>
    this.change(known, 'reschedule', {
      start: this.customer.random.pick(this.customer.place.starts as [string]),
    });

  /** One thing after the other until `isOver`. */
  async live(isOver: () => boolean): Promise<void> {
    const { random } = this.customer;
    while (!isOver()) {
      const standing = this.own.filter(({ state }) => state === 'confirmed' || state === 'held');
      const known = standing.length > 0 ? random.pick(standing as [Known]) : undefined;
      const what = random.next();
      if (!known || what < 0.2) await this.book();
      else if (what < 0.4) await this.hold();
      else if (what < 0.65) await this.pay(known);
      else if (what < 0.8) await this.cancel(known);
      else if (what < 0.95 && known.state === 'confirmed') await this.move(known);
      await sleep(random.below(150));
    }
  }
}

const pickStanding = ({ state, startsAt }: Made) => ({ state, startsAt });
