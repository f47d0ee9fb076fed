import { invalidate } from '$app/navigation';
import { subscribe } from '#lib/realtime/socket.ts';

/** What happens is counted by a job a moment later; much that happens at once is one look. Milliseconds. */
const WAIT = 1_500;

/** Keeps the overview true while it is open. @returns what stops it */
export function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void invalidate('turnero:overview');
    }, WAIT);
  };
  const leave = subscribe({
    'booking.created': look,
    'booking.updated': look,
    'booking.cancelled': look,
    'payment.completed': look,
    'payment.failed': look,
    resync: look,
  });
  return () => {
    clearTimeout(timer);
    leave();
  };
}
