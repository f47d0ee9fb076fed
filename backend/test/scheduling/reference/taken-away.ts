const OBSTACLES = [
  'OUTSIDE_HOURS',
  'HOLIDAY',
  'TIME_OFF',
  'BUSY',
  'BUFFER',
  'NO_RESOURCE',
  'NOTICE',
  'CUTOFF',
  'TOO_FAR',
  'DAY_LIMIT',
  'WEEK_LIMIT',
  'PACKING',
] as const;

/** What a reason names (scheduling rules, section 8) and the plain-file form can have. Whatever keeps a unit is NO_RESOURCE. */
export type Obstacle = (typeof OBSTACLES)[number];

export const isObstacle = (reason: string): reason is Obstacle =>
  OBSTACLES.some((obstacle) => obstacle === reason);

/** The obstacles that are imagined away; the grid stays what it is. */
export type TakenAway = ReadonlySet<Obstacle>;

export const NOTHING: TakenAway = new Set();
