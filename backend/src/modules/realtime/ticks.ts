import type { Slot } from '../bookings/slots.contract.ts';
import type { Io } from './listeners.ts';
import { rooms } from './rooms.ts';

/** Milliseconds in which what happens is told together. */
const TICK_MS = 50;
/** More slots in one tick are not listed: pages learn that something of the business changed, and look again. */
const MOST_SLOTS = 100;

interface Tick {
  /** By slot, how it is at the end; in the order in which that was heard. */
  slots: Map<string, { name: 'slot.taken' | 'slot.freed'; slot: Slot }>;
  businesses: Set<string>;
}

/** What changed of free time since the last tick, by tenant: a rush of bookings is a few frames to each page. */
export interface Ticks {
  slot: (tenantId: string, name: 'slot.taken' | 'slot.freed', slot: Slot) => void;
  business: (tenantId: string, businessId: string) => void;
  /** Tells nothing any more. */
  close: () => void;
}

export function gatherTicks(io: Io): Ticks {
  const open = new Map<string, Tick>();
  let timer: NodeJS.Timeout | undefined;

  function tell(): void {
    timer = undefined;
    for (const [tenantId, { slots, businesses }] of open) {
      const everyone = io.to(rooms.tenant(tenantId));
      const listed = [...slots.values()].slice(-MOST_SLOTS);
      for (const name of ['slot.freed', 'slot.taken'] as const) {
        const found = listed.filter((one) => one.name === name).map(({ slot }) => slot);
        if (found.length > 0) everyone.emit(name, { slots: found });
      }
      for (const businessId of businesses) everyone.emit('schedule.changed', { businessId });
    }
    open.clear();
  }

  function tickOf(tenantId: string): Tick {
    timer ??= setTimeout(tell, TICK_MS);
    const tick = open.get(tenantId) ?? { slots: new Map(), businesses: new Set() };
    open.set(tenantId, tick);
    return tick;
  }

  return {
    slot(tenantId, name, slot) {
      const { slots, businesses } = tickOf(tenantId);
      const { until: _until, ...place } = slot;
      const key = JSON.stringify(place);
      slots.delete(key);
      slots.set(key, { name, slot });
      businesses.add(slot.businessId);
    },
    business: (tenantId, businessId) => void tickOf(tenantId).businesses.add(businessId),
    close: () => clearTimeout(timer),
  };
}
