import { invalidate } from '$app/navigation';
import { subscribe } from '#lib/realtime/socket.ts';

const TOGETHER = 250;
/** How long what can be done by now may be behind the clock. */
const MINUTE = 60_000;

/** Keeps what staff sees of a business true while it is open. Call it once, while a component is made. */
export function watchBusiness(businessId: () => string): void {
  // What is shown of it changes with each look; the socket stays open.
  const current = $derived(businessId());
  $effect(() => {
    const id = current;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void invalidate('turnero:bookings'), TOGETHER);
    };
    const here = (event: { businessId: string | null }) => {
      if (event.businessId === id || event.businessId === null) soon();
    };
    const end = subscribe({
      'booking.created': here,
      'booking.updated': here,
      'booking.cancelled': here,
      'payment.completed': here,
      'schedule.changed': here,
      // A provider without the permission to read bookings hears of their own by the time that they take.
      'slot.taken': ({ slots }) => slots.forEach(here),
      'slot.freed': ({ slots }) => slots.forEach(here),
      resync: soon,
    });
    // Without a connection what is here is all there is.
    const look = () => {
      if (document.visibilityState === 'visible' && navigator.onLine) soon();
    };
    const clock = setInterval(look, MINUTE);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      clearInterval(clock);
      document.removeEventListener('visibilitychange', look);
      end();
    };
  });
}
