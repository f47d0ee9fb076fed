import type { DemoLocation, ServiceType } from './verticals.contract.ts';

/** Units of each resource type that a booking takes at its busiest. */
export function unitsNeeded(service: ServiceType): Map<string, number> {
  const needed = new Map<string, number>();
  const lists = service.segments?.map(({ resources }) => resources) ?? [service.requires.resources];
  for (const { type, quantity } of lists.flat()) needed.set(type, Math.max(quantity, needed.get(type) ?? 0));
  return needed;
}

/** How many units of a resource type stand at a place of the demo. */
export function unitsAt(location: DemoLocation, type: string): number {
  return location.resources.filter((units) => units.type === type).reduce((sum, { count }) => sum + count, 0);
}
