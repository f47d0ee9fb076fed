import type { Instant } from '../../scheduling/types.ts';

/** The least minutes between two starts that are shown where a window has no room for more. */
const CLOSEST = 15;

/** The first start, and after each the first that is at least so many minutes later. */
function walk<Offer extends { start: Instant }>(
  offers: readonly Offer[],
  { most, apart, isWanted }: { most: number; apart: number; isWanted: (offer: Offer) => boolean },
): Offer[] {
  const chosen: Offer[] = [];
  let next = -Infinity;
  for (const offer of offers) {
    if (offer.start < next || !isWanted(offer)) continue;
    chosen.push(offer);
    if (chosen.length === most) break;
    next = offer.start + apart;
  }
  return chosen;
}

/**
 * A few of many starts: neighbours say the same as one of them, so the ones shown are apart, and closer together only where
 * there would otherwise be fewer of them.
 * @param offers ascending @param apart minutes
 */
export function spread<Offer extends { start: Instant }>(
  offers: readonly Offer[],
  { most, apart, isWanted }: { most: number; apart: number; isWanted: (offer: Offer) => boolean },
): Offer[] {
  let chosen = walk(offers, { most, apart, isWanted });
  // Whether there are more at all is known by the first walk that leaves nothing out.
  for (let less = apart / 2; chosen.length > 0 && chosen.length < most && less >= CLOSEST; less /= 2) {
    chosen = walk(offers, { most, apart: less, isWanted });
  }
  return chosen;
}
