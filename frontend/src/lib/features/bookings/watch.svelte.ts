import { refreshAll } from '$app/navigation';
import { subscribe } from '#lib/realtime/socket.ts';

/** Changes come in bursts: they are looked at together. */
const TOGETHER = 200;

type Watched = {
  /** Whose events are heard by name; null for guests. */
  userId: string | null;
  /** Businesses whose time guests hear about: of their own bookings nobody tells their browser. */
  businessIds: readonly string[];
};

/** Keeps an open page of bookings true. Call it once, while a component is made. */
export function watchBookings(watched: () => Watched): void {
  // What is shown changes with each look; the socket stays open.
  const current = $derived(watched().userId);
  $effect(() => {
    const userId = current;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => void refreshAll(), TOGETHER);
    };
    const own = (event: { userId: string | null }) => {
      if (userId !== null && event.userId === userId) soon();
    };
    const near = ({ slots }: { slots: readonly { businessId: string }[] }) => {
      const { businessIds } = watched();
      if (userId === null && slots.some(({ businessId }) => businessIds.includes(businessId))) soon();
    };
    const seen = () => {
      if (document.visibilityState === 'visible') soon();
    };
    document.addEventListener('visibilitychange', seen);
    const end = subscribe({
      'booking.created': own,
      'booking.updated': own,
      'booking.cancelled': own,
      'payment.pending': own,
      'payment.completed': own,
      'payment.failed': own,
      'waitlist.offered': own,
      'slot.taken': near,
      'slot.freed': near,
      resync: soon,
    });
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
      end();
    };
  });
}
