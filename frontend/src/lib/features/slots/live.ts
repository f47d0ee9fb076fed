import { subscribe } from '#lib/realtime/socket.ts';

/** Changes come in bursts, such as the four of a visit: they are looked at together. */
const TOGETHER = 250;

/**
 * Calls `changed` when time of a business was taken or freed, or its schedule changed, from the first idle moment until
 * the function returned is called. What is free is then asked anew: only the server knows what fits.
 */
export function watchSlots(businessId: string, changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, TOGETHER);
  };
  const about = ({ slots }: { slots: readonly { businessId: string }[] }) => {
    if (slots.some((slot) => slot.businessId === businessId)) soon();
  };
  const end = subscribe({
    'slot.taken': about,
    'slot.freed': about,
    'schedule.changed': (event) => {
      if (event.businessId === null || event.businessId === businessId) soon();
    },
    resync: soon,
  });
  return () => {
    clearTimeout(timer);
    end();
  };
}
