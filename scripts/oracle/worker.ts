// One core of a campaign: takes one part after the other until there are no more.
import { parentPort } from 'node:worker_threads';
import { drawnTally, zoneTally } from '../../backend/test/scheduling/campaign.ts';
import type { Part } from '../oracle.ts';

parentPort?.on('message', (part: Part) => {
  parentPort?.postMessage('zone' in part ? zoneTally(part.zone) : drawnTally(part.count, part.seed));
});
