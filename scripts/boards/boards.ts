import { bookings } from './bookings.ts';
import type { Board } from './board.ts';
import { jobs } from './jobs.ts';
import { postgresql } from './postgresql.ts';
import { service } from './service.ts';
import { tenants } from './tenants.ts';
import { vitals } from './vitals.ts';

/** Every board, by the name of its file in monitoring/grafana/boards/. */
export const boards: Record<string, Board> = { service, bookings, tenants, jobs, postgresql, vitals };
